import { onAbort } from './abort.js'
import { limitsOf } from './call-options.js'
import type { Caller } from './caller.js'
import { begun, type CallTrace, ended } from './diagnostics.js'
import { type ErrorRecord, fromNative, invalidInput, WppError } from './error.js'
import type { SessionStatus } from './generated/types.js'
import { dispatch, ENDED, Failure } from './native/dispatcher.js'
import { expectOptions } from './options.js'
import { Unwritable, writeRequest } from './request.js'

/** How a session logs in. Any setting of the server here replaces *all* stored ones, the webhook among them. */
export interface ConnectOptions {
  /** Log in with a pairing code for this number instead of a QR code. */
  phone?: string | undefined
  /** The URL that gets the session's events. */
  webhook?: string | undefined
  /** The name in the phone's list of linked devices. */
  deviceName?: string | undefined
  /** Pair also where only the webhook stored on the server gets to know the code. */
  codeByWebhook?: boolean | undefined
  /** Close and start again, once, a dead browser or a start that hangs. */
  restart?: boolean | undefined
  /** How often a login that the server closed is started again with a new code. */
  resumeAfterAutoclose?: number | undefined
  /** Longest time for the whole login, in milliseconds; 300 000 by default. */
  timeoutMs?: number | undefined
  /** Stops watching. The server goes on by itself. */
  signal?: AbortSignal | undefined
}

/** A stage of a login, in the order in which they come. */
export type Stage = StartingStage | QrStage | PairingCodeStage | ScannedStage | SyncingStage | ConnectedStage

/** The server starts the browser, or still tidies up behind the last one. */
export interface StartingStage {
  type: 'starting'
}

/** A QR code to scan; every further one replaces the one before. */
export interface QrStage {
  type: 'qr'
  /** Text of the code. It logs an account in: treat it like a password while it is fresh. */
  text: string
  /** 1 for the first code of a login, counting up. */
  seq: number
  /** Milliseconds since this client first saw the code. */
  ageMs: number
  /** The code as a picture: a data URL of a PNG. */
  png?: string
}

/** A code to type into the phone. */
export interface PairingCodeStage {
  type: 'pairing_code'
  /** Its eight characters; absent where only the webhook gets to know them. */
  code: string | null
  /** The number that it is for, in E.164. */
  phone: string
}

/** The phone accepted the code. */
export interface ScannedStage {
  type: 'scanned'
}

/** Logged in; the session is being checked a second time. */
export interface SyncingStage {
  type: 'syncing'
}

/** Two checks in a row found the session connected. The last stage. */
export interface ConnectedStage {
  type: 'connected'
  status: SessionStatus
}

const CONNECT = 'connect'

/** A login under way: an async iterator of its stages. */
export class Login implements AsyncIterableIterator<Stage>, AsyncDisposable {
  readonly #caller: Caller
  readonly #options: ConnectOptions
  #stream: number | undefined
  #state: 'new' | 'open' | 'over' = 'new'
  #turn: Promise<void> = Promise.resolve()
  #cancel: (() => void) | undefined
  #trace: CallTrace | undefined

  /** @internal */
  constructor(caller: Caller, options: ConnectOptions) {
    this.#caller = caller
    this.#options = options
  }

  /** The next stage. */
  next(): Promise<IteratorResult<Stage, undefined>> {
    const turn = this.#turn
    let over = (): void => {}
    this.#turn = new Promise((resolve) => {
      over = resolve
    })
    return this.#after(turn, over)
  }

  /** Stops watching; the server goes on by itself, and closes the browser if nobody logs in. */
  async return(): Promise<IteratorResult<Stage, undefined>> {
    this.#cancel?.()
    this.#close()
    this.#told({})
    return OVER
  }

  /** Runs to the end without showing the stages: for sessions with a stored login, or tests. */
  async connected(): Promise<SessionStatus> {
    for await (const stage of this) if (stage.type === 'connected') return stage.status
    throw new WppError(this.#record('the login had ended before'))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  // Awaited, and by nobody but who asks for the stage: so an error's stack shows who that is. A failure is told to
  // them, and not to those who ask later.
  async #after(turn: Promise<void>, over: () => void): Promise<IteratorResult<Stage, undefined>> {
    await turn
    if (this.#state === 'new') this.#begin()
    try {
      const next = await this.#next()
      if (next.done) this.#told({})
      else if (next.value.type === 'connected') this.#told({ result: next.value.status })
      return next
    } catch (error) {
      this.#told({ error })
      throw error
    } finally {
      over()
    }
  }

  async #next(): Promise<IteratorResult<Stage, undefined>> {
    if (this.#state === 'over') return OVER
    expectOptions('options', this.#options, CONNECT, this.#caller.session)
    const signal = this.#options.signal
    if (signal?.aborted) throw this.#aborted(signal)
    if (this.#state === 'new') this.#open()
    const dispatcher = dispatch()
    const id = dispatcher.number()
    const stream = this.#stream as number
    dispatcher.bridge.next(stream, id)
    this.#cancel = () => {
      dispatcher.bridge.cancel(id)
      dispatcher.settle(id, ENDED)
    }
    const off = signal && onAbort(signal, this.#cancel)
    const outcome = await dispatcher.wait(id)
    off?.()
    this.#cancel = undefined
    dispatcher.bridge.forget(id)
    if (signal?.aborted) throw this.#aborted(signal)
    if (outcome === ENDED || outcome instanceof Failure) this.#close()
    if (outcome instanceof Failure) throw new WppError(outcome.record)
    return outcome === ENDED ? OVER : { done: false, value: outcome as Stage }
  }

  #begin(): void {
    const { client, session } = this.#caller
    this.#trace = begun({ operation: CONNECT, server: client.baseUrl, ...(session && { session }) })
  }

  #told(outcome: Pick<CallTrace, 'result' | 'error'>): void {
    if (this.#trace) ended(Object.assign(this.#trace, outcome))
    this.#trace = undefined
  }

  #open(): void {
    const { signal, ...options } = this.#options
    const { client, session } = this.#caller
    limitsOf({ signal }, CONNECT, session)
    const dispatcher = dispatch()
    const stream = dispatcher.number()
    try {
      dispatcher.bridge.connect(stream, client, session ?? '', writeRequest(options))
    } catch (error) {
      this.#state = 'over'
      if (error instanceof Unwritable) {
        throw invalidInput(error.message, 'give text, numbers, true or false', CONNECT, session)
      }
      throw fromNative(error, session)
    }
    this.#stream = stream
    this.#state = 'open'
  }

  #close(): void {
    this.#state = 'over'
    if (this.#stream !== undefined) dispatch().bridge.closeStream(this.#stream)
    this.#stream = undefined
  }

  #aborted(signal: AbortSignal): WppError {
    this.#close()
    return new WppError(this.#record('the caller stopped watching the login'), { cause: signal.reason })
  }

  #record(message: string): ErrorRecord {
    return { code: 'cancelled', message, operation: CONNECT, session: this.#caller.session ?? null }
  }
}

const OVER = { done: true, value: undefined } as const
