/** Received events: an inbox that loses none, a receiver for webhooks, relays: `wppkit/events`. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { onAbort } from '../abort.js'
import type { ErrorRecord } from '../error.js'
import { fromNative, invalidInput, WppError } from '../error.js'
import type { JsonValue } from '../generated/types.js'
import type { NativeInbox } from '../native/addon.js'
import { dispatch, type EventHandlers, Failure } from '../native/dispatcher.js'
import { type PanelRequest, Refusal, rawBody, sendJson } from '../panel/http.js'
import { Unwritable, writeRequest } from '../request.js'

/** Settings of an inbox. */
export interface InboxSettings {
  /** File of the inbox; memory if it is left out. */
  path?: string | undefined
  /** Public address of the webhooks, such as `https://bot.example/hooks`. */
  url?: string | undefined
  /** Addresses that may post; everybody by default. */
  peers?: string[] | undefined
  /** Answer a webhook only after its handlers: a failure is answered 503, which keeps the chat unread. */
  answerAfterHandlers?: boolean | undefined
  /** How long handlers may then take, in milliseconds; 30 000 by default. */
  handlerTimeoutMs?: number | undefined
  /** Largest body of a webhook, in bytes; 64 MB by default. */
  bodyLimit?: number | undefined
  /** How long handled events are kept, in milliseconds; 7 days by default. */
  retentionMs?: number | undefined
}

/** How events are handed to handlers. */
export interface RunOptions {
  /** Chats that are handled at the same time; 16 by default. Events of one chat follow one another. */
  concurrency?: number | undefined
  /** How often a failing handler is tried before the event is put aside; 5 by default. */
  attempts?: number | undefined
  /** Pause before the second attempt, in milliseconds, doubled before each further one; 500 by default. */
  minDelayMs?: number | undefined
  /** Longest pause, in milliseconds; 30 000 by default. */
  maxDelayMs?: number | undefined
  /** End when nothing waits any more. */
  untilEmpty?: boolean | undefined
  /** Ends it. What is not handled yet stays in the inbox. */
  signal?: AbortSignal | undefined
}

/** An event from the inbox. */
export interface WppEvent {
  /** Its number in the inbox; rises with every event. */
  seq: number
  /** The session that it belongs to. */
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

/**
 * Events on disk before they are acknowledged, handed to handlers at least once, in the order of each chat.
 *
 * `inbox.on('kind=onmessage chat=person', handler)`, then `inbox.run()`; `app.use('/hooks', inbox.receiver())` takes
 * the webhooks in, and `await inbox.webhookUrl('shop')` is what `connect({ webhook })` gets.
 */
export class Inbox {
  readonly #native: NativeInbox
  readonly #limit: number
  readonly #handlers: { filter: string; handler: EventHandler }[] = []

  /** Opens an inbox. */
  constructor(settings: InboxSettings = {}) {
    this.#limit = settings.bodyLimit ?? 64 * 1024 * 1024
    this.#native = told(() =>
      dispatch().bridge.openInbox(written(settings, 'look at the settings of the inbox')),
    )
  }

  /** The webhook address for the next start of a session. It is a secret: whoever knows it can post events. */
  async webhookUrl(session: string): Promise<string> {
    return await asked<string>((id) => dispatch().bridge.webhookUrl(id, this.#native, session))
  }

  /**
   * Adds a handler for the events that pass a filter, such as `kind=onmessage chat=person text=(?i)^order`; an empty
   * one passes all. An event goes to the first handler whose filter it passes.
   */
  on(filter: string, handler: EventHandler): this {
    if (typeof handler !== 'function') throw invalidInput('handler: is no function', 'give a function')
    this.#handlers.push({ filter, handler })
    return this
  }

  /** Hands events to the handlers until the signal says so, or, with `untilEmpty`, until nothing waits. */
  async run({ signal, ...options }: RunOptions = {}): Promise<{ handled: number; dead: number }> {
    if (signal?.aborted) throw cancelled(signal)
    const dispatcher = dispatch()
    const handlers: EventHandlers = this.#handlers.map(
      ({ handler }) => handler as (event: unknown) => unknown,
    )
    const run = dispatcher.addHandlers(handlers)
    const filters = this.#handlers.map(({ filter }) => filter)
    const text = written(options, 'look at the options of run')
    let off: (() => void) | undefined
    try {
      return await asked((id) => {
        dispatcher.bridge.runInbox(id, this.#native, run, filters, text)
        off =
          signal &&
          onAbort(signal, () => {
            dispatcher.bridge.cancel(id)
            dispatcher.abandon(id, new Failure(cancelled(signal)))
          })
      })
    } finally {
      off?.()
      dispatcher.removeHandlers(run)
    }
  }

  /** Takes webhooks in, below the path of the public address: `app.use('/hooks', inbox.receiver())`. */
  receiver(): (request: PanelRequest, response: ServerResponse, next?: (error?: unknown) => void) => void {
    return (request, response, next) => {
      this.#receive(request, response).catch((error) => {
        const refusal = error instanceof Refusal ? error : new Refusal(500, 'the event was not taken in')
        if (!response.headersSent) sendJson(response, refusal.status, { error: refusal.message })
        if (!(error instanceof Refusal)) next?.(error)
      })
    }
  }

  async #receive(request: PanelRequest, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const token = pathname.slice(pathname.lastIndexOf('/') + 1)
    const body = await rawBody(request, this.#limit)
    const peer = request.socket.remoteAddress
    type Answer = { status: number; body: unknown }
    const { status, body: text } = await asked<Answer>((id) =>
      dispatch().bridge.receive(id, this.#native, request.method ?? 'GET', token, body, peer),
    )
    sendJson(response, status, text)
  }
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
  { name }: { name?: string | undefined } = {},
): ParsedEvent {
  return JSON.parse(told(() => dispatch().bridge.parseEvent(Buffer.from(body as Uint8Array), name)))
}

/**
 * A text that is the same for the same webhook of a session, however often it comes; `null` for events of which two that
 * look alike may be two, such as `inChat`. For stores that keep each event once.
 */
export function eventKey(session: string, body: Uint8Array | string): string | null {
  return told(() => dispatch().bridge.eventKey(session, Buffer.from(body as Uint8Array)))
}

/** A relayed event as it arrived. */
export interface RelayedRequest {
  /** The secret that the relay signs with. */
  secret: string
  headers: IncomingHttpHeaders
  /** The body as it came: a signature is of bytes. */
  body: Uint8Array | string
  /** Seconds since 1970; now by default. */
  now?: number
}

/** Refuses what is no relay of wppkit signed with this secret: throws `unauthorized`, saying what is wrong. */
export function verifyRelay({ secret, headers, body, now }: RelayedRequest): void {
  const flat = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [name.toLowerCase(), value] : [],
  )
  const seconds = now ?? Math.floor(Date.now() / 1000)
  told(() => dispatch().bridge.verifyRelay(secret, flat, Buffer.from(body as Uint8Array), seconds))
}

async function asked<T>(start: (id: number) => void): Promise<T> {
  const dispatcher = dispatch()
  const id = dispatcher.number()
  told(() => start(id))
  const outcome = await dispatcher.wait(id)
  dispatcher.bridge.forget(id)
  if (outcome instanceof Failure) {
    const { record } = outcome
    throw record instanceof WppError ? record : new WppError(record)
  }
  return outcome as T
}

function cancelled(signal: AbortSignal): WppError {
  const record: ErrorRecord = { code: 'cancelled', message: 'the caller ended the handlers' }
  return new WppError(record, { cause: signal.reason })
}

function told<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw fromNative(error)
  }
}

function written(settings: object, hint: string): string {
  try {
    return writeRequest(settings)
  } catch (error) {
    if (error instanceof Unwritable) throw invalidInput(error.message, hint)
    throw error
  }
}
