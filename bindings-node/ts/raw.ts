import type { JsonValue } from './generated/types.js'

/** The answer as it came over the wire. */
export class Raw {
  /** HTTP status. */
  readonly status: number
  /** The header `Content-Type`; empty if there was none. */
  readonly contentType: string
  /** The body, untouched: text, or bytes where it is no text. */
  readonly body: string | Buffer

  /** @internal */
  constructor(status: number, contentType: string, body: string | Buffer) {
    this.status = status
    this.contentType = contentType
    this.body = body
  }

  /** The body as JSON, envelope included; undefined if it is none. */
  json(): JsonValue | undefined {
    try {
      return JSON.parse(this.body.toString()) as JsonValue
    } catch {
      return undefined
    }
  }
}

/**
 * What an operation answers: the payload without its envelope, and the whole answer at `raw`, which no loop over
 * the keys sees. Answers that are a single text, number or flag have no `raw`.
 */
export type Answer<T> = T extends object ? T & { readonly raw: Raw } : T

/** What a helper answers beside which the content of a file comes: `bytes`, unless it was written to a file. */
export type WithBytes<T> = T & { readonly bytes?: Buffer }

/** Keeps the bytes beside a payload; no loop over the keys sees them. */
export function withBytes<T>(payload: T, bytes: Buffer): T {
  if (typeof payload === 'object' && payload !== null) {
    Object.defineProperty(payload, 'bytes', { value: bytes, configurable: true })
  }
  return payload
}

/** Keeps the whole answer beside a payload that can carry it. */
export function withRaw<T>(payload: T, status: number, contentType: string, body: string | Buffer): T {
  if (typeof payload === 'object' && payload !== null && !('raw' in payload)) {
    Object.defineProperty(payload, 'raw', { value: new Raw(status, contentType, body), configurable: true })
  }
  return payload
}
