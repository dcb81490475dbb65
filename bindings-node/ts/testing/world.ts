import { AssertionError } from 'node:assert'
import { Client, type ClientSettings } from '../client.js'
import type { JsonValue } from '../generated/types.js'
import type { Session } from '../session.js'
import { Control } from './control.js'
import type { Fault, MockEvent, Preset } from './trouble.js'

/** The states that a session can be put into. */
export type MockState =
  | 'CONNECTED'
  | 'QRCODE'
  | 'PHONECODE'
  | 'INITIALIZING'
  | 'CLOSED'
  | 'closed_by_user'
  | 'absent'

/** What a session is put into. */
export interface MockSessionState {
  state?: MockState
  /** Number of the account. */
  phone?: string
  webhook?: string
  /** Where the login comes from; `stored` leaves no stale QR code. */
  login?: 'qr' | 'stored'
}

/** A request in the journal. */
export interface MockRequest {
  operation: string | null
  session?: string | null
  method: string
  path: string
  status?: number
  body?: JsonValue
  client_calls?: JsonValue[]
  [key: string]: JsonValue | undefined
}

/** A request that was expected. */
export interface ExpectedRequest {
  /** Id of the operation; `send-message` by default. */
  operation?: string
  session?: string
  /** Keys that the body has with these values; more are allowed. */
  body?: Record<string, JsonValue>
  /** How often; at least once by default. */
  times?: number
}

/** What the mock says of a request that did not arrive. */
interface Unmet {
  error: string
  hint?: string | null
  nearest?: { request: MockRequest } | null
}

/** Who is on WhatsApp. */
export type Directory = Record<
  string,
  { exists?: boolean; id?: string; lid?: string; isBusiness?: boolean; refusesGroups?: boolean }
>

/** Settings that suit a mock: cheap tokens, polls without patience. */
const QUICK: ClientSettings = {
  env: false,
  tokenCost: 4,
  retries: { minDelayMs: 2, maxDelayMs: 20 },
  pace: {
    pollMs: 15,
    pollMaxMs: 50,
    debounceMs: 2,
    logoutSettleMs: 20,
    orphanMs: 200,
    diagnosePatienceMs: 100,
  },
}

/** A world of its own on a mock server: sessions, phones, a clock, a journal. Tests in parallel have one each. */
export class World implements AsyncDisposable {
  /** Base URL of the API in this world. */
  readonly url: string
  /** Secret key of the server. */
  readonly secret: string
  /** The control API, for what has no method here. */
  readonly control: Control
  /** Virtual time. */
  readonly clock: MockClock

  /** @internal */
  constructor(url: string, secret: string) {
    this.url = url
    this.secret = secret
    this.control = new Control(url)
    this.clock = new MockClock(this.control)
  }

  /** A client of this world. */
  client(settings: ClientSettings = {}): Client {
    const credentials = settings.token === undefined ? { secretKey: this.secret } : {}
    return new Client(this.url, { ...QUICK, ...credentials, ...settings })
  }

  /** The mock's side of a session; put into a state if one is given. */
  async session(name: string, state?: MockState | MockSessionState): Promise<MockSession> {
    const session = new MockSession(this.control, name)
    if (state !== undefined) await session.put(state)
    return session
  }

  /** A session that is connected, from both sides: the client's handle. */
  async connected(name = 'shop', settings?: ClientSettings): Promise<Session> {
    await this.session(name, { state: 'CONNECTED', login: 'stored' })
    return this.client(settings).session(name)
  }

  /** Who is on WhatsApp, and what counts for numbers that are not named. */
  async directory(numbers: Directory, unnamed?: 'exists' | 'missing'): Promise<void> {
    await this.control.call('PUT', '/directory', { numbers, ...(unnamed ? { default: unnamed } : {}) })
  }

  /** What goes wrong from now on; replaces what was to go wrong before. */
  async faults(...faults: Fault[]): Promise<void> {
    await this.control.call('PUT', '/faults', faults)
  }

  /** The requests that arrived, oldest first. */
  async requests(): Promise<MockRequest[]> {
    const answer = await this.control.call<MockRequest[] | { requests: MockRequest[] }>('GET', '/requests')
    return Array.isArray(answer) ? answer : answer.requests
  }

  /** Webhooks and socket events that were sent, also those that nobody received. */
  async deliveries(): Promise<Record<string, JsonValue>[]> {
    type Deliveries = Record<string, JsonValue>[]
    const answer = await this.control.call<Deliveries | { deliveries: Deliveries }>('GET', '/deliveries')
    return Array.isArray(answer) ? answer : answer.deliveries
  }

  /** Fails unless such a request arrived; says which one came nearest. */
  async expectSent(expected: ExpectedRequest = {}): Promise<void> {
    const wanted = { operation: 'send-message', ...expected }
    const { status, text } = await this.control.send('POST', '/requests/verify', wanted)
    if (status < 300) return
    const { error, hint, nearest } = JSON.parse(text) as Unmet
    const message = `expected ${JSON.stringify(wanted)}: ${error}${hint ? ` (${hint})` : ''}`
    const actual = nearest?.request ?? null
    throw new AssertionError({ message, expected: wanted, actual, operator: 'expectSent' })
  }

  /** Begins anew with a known world; faults, journal and clock are cleared, too. */
  async reset(preset: Preset = 'empty'): Promise<void> {
    await this.control.call('POST', '/reset', { preset })
  }

  /** Restarts the server process: memory is lost, stored sessions are started. */
  async restart(): Promise<void> {
    await this.control.call('POST', '/restart')
  }

  /** Ends the world. */
  async close(): Promise<void> {
    await fetch(`${this.url}/unhealthy`).catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** Virtual time of a world. */
export class MockClock {
  readonly #control: Control

  /** @internal */
  constructor(control: Control) {
    this.#control = control
  }

  /** The time in this world. */
  async now(): Promise<Date> {
    return new Date((await this.#control.call<{ now_ms: number }>('GET', '/clock')).now_ms)
  }

  /** Stands still from now on. */
  async freeze(): Promise<void> {
    await this.#control.call('POST', '/clock', { freeze: true })
  }

  /** Runs again, perhaps faster than real time. */
  async run(speed?: number): Promise<void> {
    await this.#control.call('POST', '/clock', speed === undefined ? { run: true } : { run: true, speed })
  }

  /** Everything that is due within so many milliseconds happens now, in order. */
  async advance(milliseconds: number): Promise<void> {
    await this.#control.call('POST', '/clock', { advance_ms: milliseconds })
  }
}

/** The mock's side of a session. */
export class MockSession {
  readonly name: string
  /** The person with the phone. */
  readonly phone: MockPhone
  readonly #control: Control
  readonly #path: string

  /** @internal */
  constructor(control: Control, name: string) {
    this.name = name
    this.#control = control
    this.#path = `/sessions/${encodeURIComponent(name)}`
    this.phone = new MockPhone(control, `${this.#path}/phone`)
  }

  /** Puts it straight into a state; what is left out stays. */
  async put(state: MockState | MockSessionState): Promise<void> {
    await this.#control.call('PUT', this.#path, typeof state === 'string' ? { state } : state)
  }

  /** How it stands. */
  async state(): Promise<MockState> {
    return (await this.#control.call<{ state: MockState }>('GET', this.#path)).state
  }

  /** Something arrives: a message, an acknowledgement, a call, …. */
  async deliver(event: MockEvent, fields: Record<string, JsonValue> = {}): Promise<void> {
    await this.#control.call('POST', `${this.#path}/deliver`, { event, ...fields })
  }

  /** Chrome's troubles; a `deafen`ed page says that it is connected, and answers nothing else. */
  async browser(trouble: 'crash' | 'deafen' | 'fail_launch' | 'slow', milliseconds?: number): Promise<void> {
    const ms = milliseconds === undefined ? {} : { ms: milliseconds }
    await this.#control.call('POST', `${this.#path}/browser`, { do: trouble, ...ms })
  }
}

/** The person with the phone. */
export class MockPhone {
  readonly #control: Control
  readonly #path: string

  /** @internal */
  constructor(control: Control, path: string) {
    this.#control = control
    this.#path = path
  }

  /** Scans the QR code; with `wait` the login is held until `confirm` or `reject`. */
  scan(options: { wait?: boolean } = {}): Promise<void> {
    return this.#do('scan', options)
  }

  confirm(): Promise<void> {
    return this.#do('confirm')
  }

  reject(): Promise<void> {
    return this.#do('reject')
  }

  /** Removes the linked device. */
  unlink(): Promise<void> {
    return this.#do('unlink')
  }

  offline(): Promise<void> {
    return this.#do('offline')
  }

  online(): Promise<void> {
    return this.#do('online')
  }

  /** Lets the code that waits run out: WhatsApp shows another one. */
  newQr(): Promise<void> {
    return this.#do('new_qr')
  }

  /** WhatsApp bans the account, at once or after so many more messages. */
  ban(options: { after?: number } = {}): Promise<void> {
    return this.#do('ban', options)
  }

  /** Opens the same WhatsApp Web somewhere else. */
  useElsewhere(): Promise<void> {
    return this.#do('use_elsewhere')
  }

  async #do(what: string, options: object = {}): Promise<void> {
    await this.#control.call('POST', this.#path, { do: what, ...options })
  }
}
