import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { findBinary } from './binary.js'
import type { Preset } from './trouble.js'
import { World } from './world.js'

/** How a mock server is started. */
export interface MockServerOptions {
  /** Its secret key; the one that the real server ships with by default. */
  secret?: string
  /** Port; a free one by default. */
  port?: number
  /** `strict` refuses what the real server would misread, with an explanation. */
  mode?: 'strict'
}

/** How a world begins. */
export interface WorldOptions {
  /** Whether its clock stands still; it runs by default. */
  frozen?: boolean
  /** Its name; a new one by default. */
  name?: string
  /** What is in it; nothing by default. */
  preset?: Preset
}

/** A mock server in a process of its own, which ends with this one. */
export class MockServer implements AsyncDisposable {
  /** Base URL of its own world. */
  readonly url: string
  /** Its secret key. */
  readonly secret: string
  readonly #process: ChildProcess
  readonly #onExit: () => void

  private constructor(process: ChildProcess, first: { url: string; secret: string }) {
    this.url = first.url
    this.secret = first.secret
    this.#process = process
    this.#onExit = () => process.kill()
  }

  /** Starts one and waits until it answers. */
  static async start(options: MockServerOptions = {}): Promise<MockServer> {
    const args = ['mock', '--port', String(options.port ?? 0)]
    if (options.secret !== undefined) args.push('--secret', options.secret)
    if (options.mode !== undefined) args.push('--mode', options.mode)
    const child = spawn(findBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let complaint = ''
    child.stderr.on('data', (text) => {
      complaint += text
    })
    const ended = once(child, 'exit').then(() => {
      throw new Error(`the mock server ended at once: ${complaint.trim()}`)
    })
    const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
    const [text] = await Promise.race([line, ended])
    ended.catch(() => {})
    // A mock that nobody stops holds neither the event loop nor, at the end, the machine.
    child.unref()
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { unref(): void }).unref()
    const server = new MockServer(child, firstLine(child, text))
    process.once('exit', server.#onExit)
    return server
  }

  /** A world of its own. */
  async world(options: WorldOptions = {}): Promise<World> {
    const name = options.name ?? randomUUID()
    const world = new World(`${this.url}/__mock__/worlds/${encodeURIComponent(name)}`, this.secret)
    if (options.preset) await world.reset(options.preset)
    if (options.frozen) await world.clock.freeze()
    return world
  }

  /** Ends it. */
  async stop(): Promise<void> {
    process.off('exit', this.#onExit)
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

function firstLine(child: ChildProcess, text: string): { url: string; secret: string } {
  try {
    const { url, secret } = JSON.parse(text)
    if (typeof url === 'string' && typeof secret === 'string') return { url, secret }
  } catch {
    // Said below.
  }
  child.kill()
  throw new Error(
    `${child.spawnfile} is not wppkit's mock server, or of another version: it said ${JSON.stringify(text)}. ` +
      'Name the program `wppkit` in WPPKIT_BINARY, or leave that out and npm install --save-dev wppkit-mock',
  )
}
