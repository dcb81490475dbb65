import type { Client } from '../client.js'
import type { Session } from '../session.js'
import { MockServer, type MockServerOptions } from './server.js'
import type { Preset } from './trouble.js'
import type { MockSession, World } from './world.js'

type Hook = (body: () => Promise<void>) => unknown

/** The hooks of a test runner, under the names of `node:test` or of Jest and Vitest. */
export interface TestHooks {
  before?: Hook
  after?: Hook
  beforeAll?: Hook
  afterAll?: Hook
  beforeEach: Hook
  afterEach: Hook
}

/** Options of {@link useMock}. */
export interface FixtureOptions extends MockServerOptions {
  /** Whether each test's clock stands still; it runs by default. */
  frozen?: boolean
  /** What is in each test's world, beside the session. */
  preset?: Preset
  /** Name of the session; `shop` by default. */
  session?: string
}

/** What each test finds: a world of its own with one connected session. */
export interface MockFixture {
  /** The mock server, one for all tests of the file. */
  readonly server: MockServer
  /** The test's world. */
  readonly world: World
  /** A client of that world. */
  readonly client: Client
  /** The connected session, as an application sees it. */
  readonly session: Session
  /** The same session, as the mock sees it. */
  readonly mock: MockSession
}

/**
 * Starts a mock server for the tests of a file and gives each test a world of its own.
 *
 * `useMock()` finds the hooks of Jest and of Vitest with globals, and else takes those of `node:test`; Vitest
 * without globals hands them in: `useMock({ beforeAll, afterAll, beforeEach, afterEach })`.
 */
export function useMock(hooks?: TestHooks, options: FixtureOptions = {}): MockFixture {
  const { before, after, beforeAll, afterAll, beforeEach, afterEach } = hooks ?? findHooks()
  const start = beforeAll ?? before
  const stop = afterAll ?? after
  if (!start || !stop) throw new TypeError('useMock needs beforeAll and afterAll, or before and after')
  const name = options.session ?? 'shop'
  const current: Partial<{ -readonly [K in keyof MockFixture]: MockFixture[K] }> = {}
  start(async () => {
    current.server = await MockServer.start(options)
  })
  beforeEach(async () => {
    const { frozen = false, preset = 'empty' } = options
    current.world = await get('server').world({ frozen, preset })
    current.mock = await current.world.session(name, { state: 'CONNECTED', login: 'stored' })
    current.client = current.world.client()
    current.session = current.client.session(name)
  })
  afterEach(async () => {
    await current.world?.close()
  })
  stop(async () => {
    await current.server?.stop()
  })
  function get<K extends keyof MockFixture>(key: K): MockFixture[K] {
    const value = current[key]
    if (value === undefined) throw new Error('useMock: there is no world outside of a test')
    return value as MockFixture[K]
  }
  return {
    get server() {
      return get('server')
    },
    get world() {
      return get('world')
    },
    get client() {
      return get('client')
    },
    get session() {
      return get('session')
    },
    get mock() {
      return get('mock')
    },
  }
}

function findHooks(): TestHooks {
  const globals = globalThis as unknown as Partial<TestHooks>
  if (globals.beforeAll && globals.afterAll && globals.beforeEach && globals.afterEach)
    return globals as TestHooks
  // The hooks of `node:test` would be taken, and never be called.
  if (process.env.VITEST) {
    const hooks = '{ beforeAll, afterAll, beforeEach, afterEach }'
    throw new TypeError(
      `Vitest without globals keeps its hooks to itself: import them, and call useMock(${hooks})`,
    )
  }
  return require('node:test') as TestHooks
}
