import { onAbort } from '../abort.js'
import { type ErrorRecord, fromNative, invalidInput, WppError } from '../error.js'
import { dispatch, Failure } from '../native/dispatcher.js'
import { article, Unwritable, writeRequest } from '../request.js'

/** The outcome of work that the caller ended. */
const CANCELLED: unique symbol = Symbol('cancelled')

/** What the core answers to something that is asked under a number; the signal ends it. */
export async function asked<T>(start: (id: number) => void, signal?: AbortSignal): Promise<T> {
  checkSignal(signal)
  if (signal?.aborted) throw cancelled(signal)
  const dispatcher = dispatch()
  const id = dispatcher.number()
  told(() => start(id))
  const waiting = dispatcher.wait(id)
  const off =
    signal &&
    onAbort(signal, () => {
      dispatcher.bridge.cancel(id)
      dispatcher.settle(id, CANCELLED)
    })
  const outcome = await waiting
  off?.()
  dispatcher.bridge.forget(id)
  if (outcome === CANCELLED && signal) throw cancelled(signal)
  if (outcome instanceof Failure) throw new WppError(outcome.record)
  return outcome as T
}

/** Refuses what is no signal. */
export function checkSignal(signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return
  throw invalidInput('signal: is no AbortSignal', 'leave it out, or give the signal of an AbortController')
}

function cancelled(signal: AbortSignal): WppError {
  const record: ErrorRecord = {
    code: 'cancelled',
    message: 'the caller ended it; the events stay in the inbox',
  }
  return new WppError(record, { cause: signal.reason })
}

/** What the core answers at once. */
export function told<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw fromNative(error)
  }
}

/** Settings as JSON. */
export function written(settings: object, hint: string): string {
  try {
    return writeRequest(settings)
  } catch (error) {
    if (error instanceof Unwritable) throw invalidInput(error.message, hint)
    throw error
  }
}

/** A text, or the refusal of anything else. */
export function textOf(field: string, value: unknown): string {
  if (typeof value !== 'string')
    throw invalidInput(`${field}: is ${article(value)}, not text`, 'give a string')
  if (!value.isWellFormed())
    throw invalidInput(`${field}: has half of a character (a lone surrogate)`, 'give whole characters')
  return value
}

/** A body as it came, or the refusal of anything else. */
export function bytesOf(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const hint = 'hand in the bytes or the text as they came, before any parser changes them'
  throw invalidInput(`body: is ${article(body)}, not bytes or text`, hint)
}

/** A moment in milliseconds since 1970, or the refusal of anything else. */
export function millisOf(field: string, moment: Date | number | undefined): number | undefined {
  if (moment === undefined) return undefined
  const ms = moment instanceof Date ? moment.getTime() : moment
  if (typeof ms === 'number' && Number.isFinite(ms)) return Math.floor(ms)
  throw invalidInput(`${field}: is no time`, 'give a Date, or milliseconds since 1970')
}
