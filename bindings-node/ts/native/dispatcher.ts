import { clearInterval, setInterval } from 'node:timers'
import type { ErrorRecord } from '../error.js'
import { withBytes, withRaw } from '../raw.js'
import { type Batch, type Bridge, loadAddon, type NativeClient } from './addon.js'
import { closeUpload, sendChunk, type Upload } from './upload.js'

export type { Upload } from './upload.js'

/** Whose token it is. */
export interface TokenKey {
  /** Base URL of the server. */
  server: string
  session: string
}

/** Keeps minted tokens. A store that fails fails no call: the token is minted anew. */
export interface TokenStore {
  load(key: TokenKey): string | null | undefined | Promise<string | null | undefined>
  save(key: TokenKey, token: string): unknown
  remove(key: TokenKey): unknown
}

/** The handlers of one run of an inbox; the core says which one an event is for. */
export type EventHandlers = ((event: unknown) => unknown)[]

/** The outcome of what failed. */
export class Failure {
  constructor(readonly record: ErrorRecord) {}
}

/** The outcome of a stream that is over. */
export const ENDED: unique symbol = Symbol('ended')

/** What `src/completion.rs` tells. */
enum Kind {
  Answered = 0,
  Value = 1,
  Failed = 2,
  Ended = 3,
  Wanted = 4,
  Unwanted = 5,
  Asked = 6,
  Delivered = 7,
}

interface StoreQuestion extends TokenKey {
  store: number
  do: 'load' | 'save' | 'remove'
  token: string
}

interface EventQuestion {
  run: number
  handler: number
  event: unknown
}

const LAST_NUMBER = 0xffff_ffff
const LONGEST_DELAY = 0x7fff_ffff
/** Between looks at the clock for calls under way, in milliseconds: their time-outs and pauses are as exact as that. */
const TICK = 20
/** What a turn tells: something is to be drained, calls are under way. */
const WAITING = 1
const BUSY = 2

/** Hands out numbers, and what the native half tells to whoever waits for it under a number. */
export class Dispatcher {
  readonly bridge: Bridge
  #last = 0
  readonly #waiting = new Map<number, (outcome: unknown) => void>()
  readonly #uploads = new Map<number, Upload>()
  readonly #stores = new Map<number, TokenStore>()
  // A store is let go with its client.
  readonly #clients = new FinalizationRegistry<number>((store) => this.#stores.delete(store))
  readonly #handlers = new Map<number, EventHandlers>()
  // The native half's wake-up is weak; this holds the event loop while something is waited for, or a source is open.
  readonly #hold = setInterval(() => {}, LONGEST_DELAY).unref()

  #ticking: NodeJS.Timeout | undefined

  constructor() {
    const { Bridge } = loadAddon()
    this.bridge = new Bridge(() => this.#drain())
  }

  /** A number that nothing else has. */
  number(): number {
    // After the last one it begins anew, and some of the first may still be waited for.
    do this.#last = (this.#last % LAST_NUMBER) + 1
    while (this.#waiting.has(this.#last))
    return this.#last
  }

  /** What is told under this number; to be asked for in the turn of the event loop that started it. */
  wait(id: number): Promise<unknown> {
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#holdOrLeave()
    })
  }

  /** Ends a wait with this outcome; nothing if it has ended. */
  settle(id: number, outcome: unknown): void {
    const resolve = this.#waiting.get(id)
    if (!resolve) return
    this.#waiting.delete(id)
    this.#holdOrLeave()
    resolve(outcome)
  }

  #holdOrLeave(): void {
    if (this.#waiting.size + this.#uploads.size > 0) this.#hold.ref()
    else this.#hold.unref()
  }

  /** Keeps the source of a streamed file until it is read, or not wanted any more. */
  addUpload(id: number, upload: Upload): void {
    this.#uploads.set(id, upload)
    this.#holdOrLeave()
  }

  /** Closes the source of a streamed file. */
  closeUpload(id: number): void {
    const upload = this.#uploads.get(id)
    this.#uploads.delete(id)
    this.#holdOrLeave()
    this.bridge.closeUpload(id)
    if (upload) void closeUpload(upload)
  }

  /** A client of the core, which asks the token store under a number. */
  createClient(config: string, store: TokenStore | undefined): NativeClient {
    if (!store) return this.bridge.createClient(config)
    const number = this.number()
    const client = this.bridge.createClient(config, number)
    this.#stores.set(number, store)
    this.#clients.register(client, number)
    return client
  }

  /** The number of a run under which the core hands events over. */
  addHandlers(handlers: EventHandlers): number {
    const number = this.number()
    this.#handlers.set(number, handlers)
    return number
  }

  /** Forgets the handlers of a run that is over. */
  removeHandlers(run: number): void {
    this.#handlers.delete(run)
  }

  /** Sees to it that what was just started goes on: calls of one turn of JavaScript leave together. */
  goOn(): void {
    queueMicrotask(() => this.#turn())
    // Whoever waits holds the event loop; the clock does not.
    this.#ticking ??= setInterval(() => this.#tick(), TICK).unref()
  }

  #tick(): void {
    if (this.#turn() & BUSY) return
    clearInterval(this.#ticking)
    this.#ticking = undefined
  }

  #turn(): number {
    const told = this.bridge.turn()
    if (told & WAITING) this.#drain()
    return told
  }

  #drain(): void {
    let batch: Batch | null
    do {
      batch = this.bridge.drain()
      if (batch) this.#tell(batch)
    } while (batch?.[1])
  }

  #tell(batch: Batch): void {
    const told = JSON.parse(batch[0]) as unknown[]
    let next = 2
    for (let at = 0; at < told.length; at += 3) {
      const id = told[at] as number
      const value = told[at + 2]
      switch (told[at + 1] as Kind) {
        case Kind.Answered: {
          const [status, type, body] = [batch[next], batch[next + 1], batch[next + 2]]
          next += 3
          this.settle(id, withRaw(value, status as number, type as string, body as string | Buffer))
          break
        }
        case Kind.Delivered:
          this.settle(id, withBytes(value, batch[next++] as Buffer))
          break
        case Kind.Value:
          this.settle(id, value)
          break
        case Kind.Failed:
          this.settle(id, new Failure(value as ErrorRecord))
          break
        case Kind.Ended:
          this.settle(id, ENDED)
          break
        case Kind.Wanted:
          this.#chunk(id)
          break
        case Kind.Unwanted:
          this.closeUpload(id)
          break
        case Kind.Asked:
          void this.#answer(id, value as StoreQuestion | EventQuestion)
          break
      }
    }
  }

  #chunk(id: number): void {
    const upload = this.#uploads.get(id)
    if (upload) void sendChunk(this.bridge, id, upload)
    else this.bridge.chunk(id, undefined, 'the file is closed')
  }

  async #answer(id: number, question: StoreQuestion | EventQuestion): Promise<void> {
    let value: string | undefined
    let failure: string | undefined
    try {
      value = 'store' in question ? await this.#askStore(question) : await this.#handle(question)
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
    }
    this.bridge.answer(id, value, failure)
  }

  async #askStore({ store: number, do: verb, server, session, token }: StoreQuestion) {
    const store = this.#stores.get(number)
    if (!store) throw new Error('its client is gone')
    const key = { server, session }
    try {
      if (verb === 'save') await store.save(key, token)
      else if (verb === 'remove') await store.remove(key)
      else return textOf(await store.load(key))
    } catch (error) {
      throw new Error(`${verb} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
    return undefined
  }

  async #handle({ run, handler, event }: EventQuestion): Promise<undefined> {
    const handle = this.#handlers.get(run)?.[handler]
    if (!handle) throw new Error('the run is over')
    await handle(event)
    return undefined
  }
}

function textOf(token: unknown): string | undefined {
  if (token === undefined || token === null) return undefined
  if (typeof token === 'string') return token
  throw new Error(`gave a ${typeof token}, not text`)
}

let dispatcher: Dispatcher | undefined

/** The dispatcher of this thread. The native half is loaded when the first client is made, not by the import. */
export function dispatch(): Dispatcher {
  dispatcher ??= new Dispatcher()
  return dispatcher
}
