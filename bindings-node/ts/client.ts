import { Caller } from './caller.js'
import { fromNative, invalidInput } from './error.js'
import { ServerOperations } from './generated/operations.js'
import type { NativeClient } from './native/addon.js'
import { dispatch, type TokenStore } from './native/dispatcher.js'
import { expectOptions } from './options.js'
import { article, Unwritable, writeRequest } from './request.js'
import { Session } from './session.js'

/** Settings of a client; what is left out comes from the environment (`WPPKIT_URL`, …) or keeps its default. */
export interface ClientSettings {
  /** Base URL of the server, such as `http://127.0.0.1:21465`. */
  url?: string | undefined
  /** The server's secret key, from which tokens are minted and renewed. */
  secretKey?: string | undefined
  /** A ready token instead. It fits one session only, and cannot be renewed. */
  token?: string | undefined
  /** The session of `client.session()`. */
  session?: string | undefined
  /** Whether `WPPKIT_*` fills what is left out; on by default. */
  env?: boolean | undefined
  /** Region of phone numbers in national form, such as `BR`. */
  region?: string | undefined
  /** Mint tokens here, at this bcrypt cost (4 to 31), instead of asking the server. */
  tokenCost?: number | undefined
  /** Keep minted tokens in this file instead of memory. */
  tokenFile?: string | undefined
  /** Keep minted tokens where you want, such as in your database. */
  tokenStore?: TokenStore | undefined
  /** Keep the outcomes of idempotency keys in this SQLite file, which processes may share, instead of memory. */
  ledgerFile?: string | undefined
  /** Longest time for one attempt of any operation, in milliseconds. */
  timeoutMs?: number | undefined
  /** Longest times by class of operation; they win over `timeoutMs`. */
  timeouts?:
    | {
        connectMs?: number | undefined
        normalMs?: number | undefined
        sessionMs?: number | undefined
        mediaMs?: number | undefined
      }
    | undefined
  /** How failed calls are repeated, where repeating is safe. */
  retries?:
    | {
        attempts?: number | undefined
        minDelayMs?: number | undefined
        maxDelayMs?: number | undefined
        budget?: number | undefined
      }
    | undefined
  /** The pace of polls and waits. */
  pace?:
    | {
        pollMs?: number | undefined
        pollMaxMs?: number | undefined
        debounceMs?: number | undefined
        stuckAfterMs?: number | undefined
        logoutSettleMs?: number | undefined
        orphanMs?: number | undefined
        diagnosePatienceMs?: number | undefined
      }
    | undefined
  /** Largest answer that is read, in bytes; 256 MB by default. */
  maxAnswerBytes?: number | undefined
  /** How long a number that is on WhatsApp is not checked again; a day by default. */
  numberCacheTtlMs?: number | undefined
}

/** What a client is on the other side of the border. @internal */
export let nativeOf: (client: Client) => NativeClient

/** One WPPConnect Server. Operations that belong to no session are methods of it. */
export class Client extends ServerOperations implements AsyncDisposable {
  static {
    nativeOf = (client) => client.#native
  }

  readonly #native: NativeClient

  /** A client for the server at this URL; sends nothing. Without arguments everything comes from `WPPKIT_*`. */
  constructor(url?: string | URL | ClientSettings, settings: ClientSettings = {}) {
    const native = open(settingsOf(url, settings))
    super(new Caller(native))
    this.#native = native
  }

  /** The server's base URL, without credentials. */
  get baseUrl(): string {
    return this.#native.baseUrl
  }

  /** A handle on a session, or on the default session; nothing is sent. */
  session(name?: string): Session {
    if (name !== undefined && typeof name !== 'string') {
      throw invalidInput(`name: is ${article(name)}, not text`, "give the session's name")
    }
    if (name?.isWellFormed() === false) {
      throw invalidInput('name: has half of a character (a lone surrogate)', "give the session's name")
    }
    try {
      const checked = this.#native.sessionName(name)
      return new Session(new Caller(this.#native, checked), checked)
    } catch (error) {
      throw fromNative(error)
    }
  }

  /** Refuses every further call. What is under way goes on. */
  close(): void {
    this.#native.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

function settingsOf(
  url: string | URL | ClientSettings | undefined,
  settings: ClientSettings,
): ClientSettings {
  expectOptions('settings', settings)
  if (url === undefined) return settings
  if (typeof url === 'string') return { ...settings, url }
  if (url instanceof URL) return { ...settings, url: url.href }
  if (typeof url !== 'object' || url === null) {
    throw invalidInput(`url: is ${article(url)}, not text`, 'give it like http://127.0.0.1:21465')
  }
  expectOptions('settings', url)
  return { ...url, ...settings }
}

function open({ tokenStore, ...settings }: ClientSettings): NativeClient {
  for (const method of ['load', 'save', 'remove'] as const) {
    if (tokenStore === undefined || typeof tokenStore?.[method] === 'function') continue
    throw invalidInput(`tokenStore: has no ${method}`, 'give an object with load, save and remove')
  }
  try {
    return dispatch().createClient(writeRequest(settings), tokenStore)
  } catch (error) {
    if (error instanceof Unwritable) throw invalidInput(error.message, 'look at the settings of the client')
    throw fromNative(error)
  }
}
