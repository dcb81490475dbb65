import type { JsonValue } from '../generated/types.js'
import { dispatch } from '../native/dispatcher.js'
import { expectOptions } from '../options.js'
import { bytesOf, textOf, told } from './asked.js'

/** An event from the inbox. */
export interface WppEvent {
  /** Its number in the inbox; rises with every event. */
  seq: number
  /** The session that it belongs to; null for a Socket.IO event that belongs to none for sure. */
  session: string | null
  /** What it is, such as `onmessage`. */
  kind: string
  /** Its name on the wire. */
  name: string
  /** Which way it came. */
  source: 'webhook' | 'socket' | 'recovered'
  /** Whether it was read from the chat afterwards. */
  recovered: boolean
  /** The conversation. */
  chat: string | null
  /** When it arrived here, in milliseconds since 1970. */
  receivedMs: number
  /** What it carries. */
  data: { [key: string]: JsonValue | undefined }
}

/** Handles an event. A failure has it handled again, later, and in the end put aside. */
export type EventHandler = (event: WppEvent) => void | Promise<void>

/** An event that was put aside after its handler failed too often. */
export interface DeadLetter {
  event: WppEvent
  /** How often it was tried. */
  attempts: number
  /** What the handler said last. */
  error: string
}

/** An event that was read from its payload. */
export interface ParsedEvent {
  /** What it is, the same for webhook and Socket.IO; `unknown` for events that this version does not know. */
  kind: string
  /** Its name on the wire. */
  name: string
  /** Which way it came. */
  source: 'webhook' | 'socket'
  /** The session as the event says it; often it does not: then the address that it came to tells. */
  session: string | null
  /** The conversation. */
  chat: string | null
  /** What it carries, ids as text; of an unknown event all of it. */
  data: JsonValue
}

/** Reads the body of a webhook, or with `name` the data of a Socket.IO event. Throws `invalid_input` for what is none. */
export function parseEvent(
  body: Uint8Array | string,
  options: { name?: string | undefined } = {},
): ParsedEvent {
  expectOptions('options', options)
  const { name } = options
  if (name !== undefined) textOf('name', name)
  return JSON.parse(told(() => dispatch().bridge.parseEvent(bytesOf(body), name)))
}

/**
 * A text that is the same for the same webhook of a session, however often it comes; `null` for events of which two that
 * look alike may be two, such as `inChat`. For stores that keep each event once.
 */
export function eventKey(session: string, body: Uint8Array | string): string | null {
  return told(() => dispatch().bridge.eventKey(textOf('session', session), bytesOf(body)))
}
