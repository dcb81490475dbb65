import type { Blob } from 'node:buffer'
import type { ReadableStream } from 'node:stream/web'
import { invalidInput } from './error.js'
import { expectOptions, isOptions } from './options.js'

/** Limits of one call; what is left out keeps the client's setting. */
export interface CallOptions {
  /** Cancels the call. A signal that is aborted already sends nothing. */
  signal?: AbortSignal | undefined
  /** Longest time for one attempt, in milliseconds. */
  timeout?: number | undefined
  /** Longest time for the whole call, in milliseconds: token, attempts and pauses together. */
  deadline?: number | undefined
  /** Attempts in all, where repeating is safe; 1 switches retries off. */
  attempts?: number | undefined
}

/** What may be said of a file. */
export interface FileOptions extends CallOptions {
  /** Its media type, where neither content nor name tells it. */
  mediaType?: string | undefined
}

/** Options of an operation that takes a file beside its fields. */
export interface FileCallOptions extends FileOptions {
  /** The file; streamed, so that no size limit of JSON applies. */
  file?: MediaInput | undefined
}

/**
 * A file to send. A text is a path of this machine, a URL that the *server* downloads, or a data URI; everything
 * else is content: bytes, a Blob or File, a stream of Node or the web, anything that gives bytes one by one.
 */
export type MediaInput =
  | string
  | URL
  | ArrayBufferView
  | ArrayBuffer
  | Blob
  | NodeJS.ReadableStream
  | ReadableStream
  | AsyncIterable<Uint8Array | string>

const OWN = new Set(['signal', 'timeout', 'deadline', 'attempts', 'file', 'mediaType'])

/** What the options hold besides the limits of a call: fields of the request. */
export function fieldsOf(options: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  // What is no object is refused by the call itself, which can reject.
  if (!isOptions(options)) return fields
  for (const [key, value] of Object.entries(options)) if (!OWN.has(key)) fields[key] = value
  return fields
}

/** The limits as JSON for the native half, if there are any. */
export function limitsOf(options: CallOptions, operation: string, session?: string): string | undefined {
  expectOptions('options', options, operation, session)
  const { timeout, deadline, attempts, signal } = options
  const refuse = (name: string, accepted: string) =>
    invalidInput(`${name}: is no ${accepted}`, `leave it out, or give a ${accepted}`, operation, session)
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    const hint = 'leave it out, or give the signal of an AbortController'
    throw invalidInput('signal: is no AbortSignal', hint, operation, session)
  }
  if (timeout === undefined && deadline === undefined && attempts === undefined) return undefined
  for (const [name, value] of Object.entries({ timeout, deadline, attempts })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw refuse(name, name === 'attempts' ? 'positive whole number' : 'positive number of milliseconds')
    }
  }
  return JSON.stringify({ timeoutMs: timeout, deadlineMs: deadline, attempts })
}

/** Refuses options that nothing would look at. */
export function refuseUnknown(
  options: object,
  takesFile: boolean,
  operation: string,
  session?: string,
): void {
  expectOptions('options', options, operation, session)
  for (const key of Object.keys(options)) {
    const known = OWN.has(key) && (takesFile || (key !== 'file' && key !== 'mediaType'))
    if (known) continue
    const accepted = takesFile ? [...OWN] : [...OWN].slice(0, 4)
    throw invalidInput(
      `${key}: is no option of a call`,
      `known are ${accepted.join(', ')}`,
      operation,
      session,
    )
  }
}
