import type { ServerResponse } from 'node:http'
import { Client, nativeOf } from '../client.js'
import { invalidInput } from '../error.js'
import type { NativeInbox, NativeRelay } from '../native/addon.js'
import { dispatch } from '../native/dispatcher.js'
import { expectOptions } from '../options.js'
import { type PanelRequest, Refusal, rawBody, sendJson } from '../panel/http.js'
import { Session } from '../session.js'
import { callerOf } from '../session-core.js'
import { asked, bytesOf, checkSignal, millisOf, textOf, told, written } from './asked.js'
import type { DeadLetter, EventHandler, WppEvent } from './event.js'
import { Relay, type RelaySettings } from './relay.js'
import type {
  Downtime,
  Gap,
  Handed,
  InboxCounts,
  InboxSettings,
  ListenOptions,
  ReplayRange,
  ReplyOptions,
  RunOptions,
  SocketNotice,
} from './settings.js'

const BODY_LIMIT = 64 * 1024 * 1024

/**
 * Events on disk before they are acknowledged, handed to handlers at least once, in the order of each chat.
 *
 * `inbox.on('kind=onmessage chat=person', handler)`, then `inbox.run()`; `app.use('/hooks', inbox.receiver())` takes
 * the webhooks in, and `await inbox.webhookUrl('shop')` is what `connect({ webhook })` gets.
 */
export class Inbox {
  readonly #native: NativeInbox
  readonly #limit: number
  readonly #handlers: { filter: string; handler?: EventHandler; relay?: NativeRelay }[] = []

  /** Opens an inbox, and makes its file if there is none. */
  constructor(settings: InboxSettings = {}) {
    expectOptions('settings', settings)
    this.#limit = settings.bodyLimit ?? BODY_LIMIT
    this.#native = told(() =>
      dispatch().bridge.openInbox(written(settings, 'look at the settings of the inbox')),
    )
  }

  /** Largest body of a webhook that it takes, in bytes. */
  get bodyLimit(): number {
    return this.#limit
  }

  /** The webhook address for the next start of a session. It is a secret: whoever knows it can post events. */
  async webhookUrl(session: string): Promise<string> {
    const name = textOf('session', session)
    return await asked<string>((id) => dispatch().bridge.webhookUrl(id, this.#native, name))
  }

  /**
   * Gives a session another webhook address from its next start on. The old one stays valid until the server uses the new
   * one.
   */
  async rotate(session: string): Promise<void> {
    const name = textOf('session', session)
    await asked((id) => dispatch().bridge.rotate(id, this.#native, name))
  }

  /**
   * Adds a handler for the events that pass a filter, such as `kind=onmessage chat=person text=(?i)^order`; an empty
   * one passes all. An event goes to the first handler whose filter it passes, or with `run({ matching: 'all' })` to all.
   */
  on(filter: string, handler: EventHandler): this {
    if (typeof handler !== 'function') throw invalidInput('handler: is no function', 'give a function')
    this.#handlers.push({ filter: textOf('filter', filter), handler })
    return this
  }

  /**
   * Adds a relay as a handler: it posts events as JSON to this address, signed, until it is accepted. With
   * `run({ matching: 'all' })` other handlers get them, too.
   */
  relay(url: string, options: RelaySettings): Relay {
    expectOptions('settings', options)
    const { filter = '', ...settings } = options
    textOf('filter', filter)
    const text = written({ ...settings, url }, 'look at the settings of the relay')
    const relay = told(() => dispatch().bridge.openRelay(this.#native, text))
    this.#handlers.push({ filter, relay })
    return new Relay(relay)
  }

  /** Hands events to the handlers until the signal says so, or, with `untilEmpty`, until nothing waits. */
  async run(settings: RunOptions = {}): Promise<Handed> {
    expectOptions('options', settings)
    const { signal, ...options } = settings
    const dispatcher = dispatch()
    const handlers = [...this.#handlers]
    const text = written(options, 'look at the options of run')
    const run = dispatcher.addHandlers(handlers.map(({ handler }) => handler as (event: unknown) => unknown))
    const filters = handlers.map(({ filter }) => filter)
    const relays = handlers.map(({ relay }) => relay)
    try {
      return await asked<Handed>(
        (id) => dispatcher.bridge.runInbox(id, this.#native, run, filters, relays, text),
        signal,
      )
    } finally {
      dispatcher.removeHandlers(run)
    }
  }

  /**
   * Takes in what the client's server broadcasts over Socket.IO, until the signal says so; a lost connection is made
   * again. No address that the server can reach is needed, and what comes by webhook, too, is handled once. But the
   * server tells everybody everything, and mostly not of which session it is. Rejects with what `notice` throws.
   */
  async listen(client: Client, settings: ListenOptions = {}): Promise<void> {
    const native = nativeClient(client)
    expectOptions('options', settings)
    const { signal, notice, ...options } = settings
    if (notice !== undefined && typeof notice !== 'function') {
      throw invalidInput('notice: is no function', 'leave it out, or give a function')
    }
    const text = written(options, 'look at the options of listen')
    checkSignal(signal)
    const broken = new AbortController()
    const tell = (seen: unknown) => {
      try {
        notice?.(seen as SocketNotice)
      } catch (error) {
        broken.abort(error)
      }
    }
    const ended = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal
    const dispatcher = dispatch()
    const run = dispatcher.addHandlers([tell])
    try {
      await asked((id) => dispatcher.bridge.listen(id, this.#native, native, run, text), ended)
    } catch (error) {
      throw broken.signal.aborted ? broken.signal.reason : error
    } finally {
      dispatcher.removeHandlers(run)
    }
  }

  /**
   * Lets the client's sessions learn from what arrives here: whoever waits for one sees a change at once, and the server
   * is asked less often. `listen` does it by itself.
   */
  feed(client: Client): void {
    const native = nativeClient(client)
    told(() => dispatch().bridge.feed(this.#native, native))
  }

  /**
   * The next message that somebody else writes in the chat of an event; null if none comes in time. It goes here and to no
   * handler. It is waited for from the call on: call it before the question is sent, and await it afterwards.
   */
  async waitForReply(event: WppEvent, options: ReplyOptions): Promise<WppEvent | null> {
    expectOptions('event', event)
    expectOptions('options', options)
    const { timeoutMs, signal } = options
    const { session, chat } = event
    const wanted = written({ session, chat, timeoutMs }, 'give an event of the inbox, and timeoutMs')
    return await asked<WppEvent | null>(
      (id) => dispatch().bridge.waitForReply(id, this.#native, wanted),
      signal,
    )
  }

  /** How much is in it. */
  async counts(): Promise<InboxCounts> {
    return await asked<InboxCounts>((id) => dispatch().bridge.counts(id, this.#native))
  }

  /** Events that were put aside after their handler failed too often. */
  async deadLetters(): Promise<DeadLetter[]> {
    return await asked<DeadLetter[]>((id) => dispatch().bridge.deadLetters(id, this.#native))
  }

  /** Has one event that was put aside handled again, or all of them; tells how many. */
  async redrive(seq?: number): Promise<number> {
    if (seq !== undefined && !Number.isSafeInteger(seq)) {
      throw invalidInput('seq: is no number of an event', 'give the seq of an event, or nothing for all')
    }
    return await asked<number>((id) => dispatch().bridge.redrive(id, this.#native, seq))
  }

  /** Has stored events handled once more, handled ones too; tells how many. */
  async replay(options: ReplayRange = {}): Promise<number> {
    expectOptions('range', options)
    const { since, until, ...range } = options
    const moments = { fromMs: millisOf('since', since), toMs: millisOf('until', until) }
    const text = written({ ...range, ...moments }, 'look at the range of replay')
    return await asked<number>((id) => dispatch().bridge.replay(id, this.#native, text))
  }

  /**
   * Since when events may be missing: the last moment at which the process before this one could receive, in milliseconds
   * since 1970; null if there was none.
   */
  get silentSinceMs(): number | null {
    return dispatch().bridge.silentSinceMs(this.#native)
  }

  /**
   * Looks for messages of a session that arrived in a downtime, in the chats that were active since, and puts those that
   * are missing into the inbox, marked as recovered. Tells what was found and what nobody can know; null if no process
   * received before this one and no `since` is given. Reading a chat costs the server one call of its page.
   */
  async recover(session: Session, options: Downtime = {}): Promise<Gap | null> {
    if (!(session instanceof Session)) {
      throw invalidInput('session: is no Session', "give client.session('name')")
    }
    expectOptions('options', options)
    const { since, until, signal } = options
    const { client } = callerOf(session)
    const span = { fromMs: millisOf('since', since), toMs: millisOf('until', until) }
    return await asked<Gap | null>(
      (id) => dispatch().bridge.recover(id, this.#native, client, session.name, JSON.stringify(span)),
      signal,
    )
  }

  /** Spans in which events may have been lost, oldest first. */
  async gaps(): Promise<Gap[]> {
    return await asked<Gap[]>((id) => dispatch().bridge.gaps(id, this.#native))
  }

  /** Takes webhooks in, below the path of the public address: `app.use('/hooks', inbox.receiver())`. */
  receiver(): (request: PanelRequest, response: ServerResponse, next?: (error?: unknown) => void) => void {
    return (request, response, next) => {
      this.#answer(request, response).catch((error) => {
        // An answer of ours would keep the framework from giving its own, and from telling its log.
        if (next && !(error instanceof Refusal)) return next(error)
        const refusal = error instanceof Refusal ? error : new Refusal(500, 'the event was not taken in')
        if (!response.headersSent)
          sendJson(response, refusal.status, { error: refusal.message }, refusal.headers)
      })
    }
  }

  /**
   * Takes a webhook in, for servers that `receiver()` does not fit: the token is the last segment of the request's path. It
   * is on disk when this tells what to answer.
   */
  async receive(
    token: string,
    body: Uint8Array | string,
    { method = 'POST', peer }: { method?: string | undefined; peer?: string | undefined } = {},
  ): Promise<{ status: number; body: unknown }> {
    const [last, bytes] = [textOf('token', token), bytesOf(body)]
    return await asked((id) => dispatch().bridge.receive(id, this.#native, method, last, bytes, peer))
  }

  async #answer(request: PanelRequest, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const token = pathname.slice(pathname.lastIndexOf('/') + 1)
    const content = await rawBody(request, this.#limit)
    const peer = request.socket.remoteAddress
    const { status, body } = await this.receive(token, content, { method: request.method, peer })
    sendJson(response, status, body)
  }
}

function nativeClient(client: Client) {
  if (!(client instanceof Client)) throw invalidInput('client: is no Client', 'give a Client')
  return nativeOf(client)
}
