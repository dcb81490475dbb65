import type { ErrorCode } from './generated/error-codes.js'
import type { JsonValue } from './generated/types.js'

/** What is known of the delivery when a send fails. */
export type Delivery = 'not_sent' | 'unknown'

/** The facts of an error. */
export interface ErrorRecord {
  code: ErrorCode
  message: string
  display?: string
  operation?: string | null
  session?: string | null
  status?: number | null
  body?: JsonValue
  delivery?: Delivery | null
  temporary?: boolean
  hint?: string | null
  messageId?: string | null
  causes?: string[]
}

/**
 * Why a call failed: what went wrong, what is known of the delivery, and what to do next.
 *
 * The `code` is stable and the same in every language. Secrets and tokens are in none of the fields.
 */
export class WppError extends Error {
  static {
    // On the prototype, where the stack's first line and the printed error look for it.
    Object.defineProperty(WppError.prototype, 'name', {
      value: 'WppError',
      configurable: true,
      writable: true,
    })
  }

  /** What went wrong, as a stable string. */
  readonly code: ErrorCode
  /** Id of the operation, such as `send-message`. */
  declare readonly operation?: string
  /** Name of the session. */
  declare readonly session?: string
  /** HTTP status of the answer, if there was one. */
  declare readonly status?: number
  /** Body of the answer, untouched: JSON, or text where it was none. */
  declare readonly body?: JsonValue
  /** For sends: `not_sent` is proven (sending again cannot duplicate), `unknown` may have been sent. */
  declare readonly delivery?: Delivery
  /** Whether the same call may succeed later without a change. */
  readonly temporary: boolean
  /** What to do about it. */
  declare readonly hint?: string
  /** For sends: the id under which WhatsApp keeps the message that was not confirmed. */
  declare readonly messageId?: string
  readonly #display: string

  /** An error with these facts; mostly made by wppkit itself. */
  constructor(record: ErrorRecord, options?: { cause?: unknown }) {
    super(record.message)
    this.code = record.code
    this.temporary = record.temporary ?? false
    this.#display = record.display ?? `${record.code}: ${record.message}`
    const { operation, session, status, body, delivery, hint, messageId } = record
    // What is not known is not there, so that a printed error shows facts only.
    for (const [key, value] of Object.entries({ operation, session, status, delivery, hint, messageId })) {
      if (value !== undefined && value !== null) Object.assign(this, { [key]: value })
    }
    if (body !== undefined) Object.assign(this, { body })
    const cause = options && 'cause' in options ? options.cause : causeOf(record.causes ?? [])
    if (cause !== undefined)
      Object.defineProperty(this, 'cause', { value: cause, configurable: true, writable: true })
  }

  /** One line: code, message, operation, session, status and delivery. */
  override toString(): string {
    return `${this.name}: ${this.#display}`
  }

  /** The facts, for logs. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...(this as object) }
  }
}

function causeOf(causes: string[]): Error | undefined {
  return causes.reduceRight<Error | undefined>(
    (cause, text) => withoutStack(new Error(text, cause === undefined ? {} : { cause })),
    undefined,
  )
}

/** What failed below JavaScript has no place in it. */
function withoutStack(error: Error): Error {
  error.stack = `${error.name}: ${error.message}`
  return error
}

/** An argument that cannot be sent; nothing left. */
export function invalidInput(
  message: string,
  hint: string,
  operation?: string,
  session?: string,
  cause?: unknown,
): WppError {
  const record: ErrorRecord = { code: 'invalid_input', message, hint, delivery: 'not_sent' }
  const known = { ...record, operation: operation ?? null, session: session ?? null }
  return new WppError(known, cause === undefined ? {} : { cause })
}

/** The error that the native half threw: its message is a record. The session is the caller's, if it says none. */
export function fromNative(error: unknown, session?: string): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('{')) return error
  const record = JSON.parse(error.message) as ErrorRecord
  return new WppError({ ...record, session: record.session ?? session ?? null })
}
