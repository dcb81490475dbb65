import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A file beside a request; one of `source`, `bytes`, `stream`. */
export interface Attachment {
  /** Path of a file of this machine, URL, or data URI. */
  source?: string
  /** The content. */
  bytes?: Buffer
  /** Number under which chunks are asked for. */
  stream?: number
  filename?: string
  mediaType?: string
}

/** A client of the core. */
export interface NativeClient {
  /** Base URL of the server, without credentials. */
  readonly baseUrl: string
  /** Checks a session's name and gives it; the default session's if none is given. */
  sessionName(name?: string): string
  /** Refuses every further call. */
  close(): void
}

/** An inbox of the core; opaque. */
export interface NativeInbox {
  readonly __inbox?: never
}

/** A relay of the core; opaque. */
export interface NativeRelay {
  readonly __relay?: never
}

/** The border to the core; `src/bridge.rs` and `src/inbox.rs` say what each method does. */
export interface Bridge {
  createClient(config: string, store?: number): NativeClient
  call(
    id: number,
    client: NativeClient,
    session: string | undefined,
    operation: string,
    request: string,
    raw: boolean,
    cancellable: boolean,
    settings: string | undefined,
    attachment: Attachment | undefined,
  ): boolean
  turn(): number
  cancel(id: number): void
  forget(id: number): void
  connect(stream: number, client: NativeClient, session: string, options: string): void
  next(stream: number, id: number): void
  closeStream(stream: number): void
  chunk(id: number, bytes?: Buffer, failure?: string): void
  closeUpload(id: number): void
  answer(id: number, value?: string, failure?: string): void
  observeWebhook(client: NativeClient, session: string, body: string): boolean
  openInbox(settings: string): NativeInbox
  webhookUrl(id: number, inbox: NativeInbox, session: string): void
  rotate(id: number, inbox: NativeInbox, session: string): void
  receive(
    id: number,
    inbox: NativeInbox,
    method: string,
    token: string,
    body: Buffer,
    peer: string | undefined,
  ): void
  feed(inbox: NativeInbox, client: NativeClient): void
  listen(id: number, inbox: NativeInbox, client: NativeClient, run: number, options: string): void
  runInbox(
    id: number,
    inbox: NativeInbox,
    run: number,
    filters: string[],
    relays: (NativeRelay | undefined)[],
    options: string,
  ): void
  waitForReply(id: number, inbox: NativeInbox, wanted: string): void
  counts(id: number, inbox: NativeInbox): void
  deadLetters(id: number, inbox: NativeInbox): void
  redrive(id: number, inbox: NativeInbox, seq: number | undefined): void
  replay(id: number, inbox: NativeInbox, range: string): void
  silentSinceMs(inbox: NativeInbox): number | null
  recover(id: number, inbox: NativeInbox, client: NativeClient, session: string, span: string): void
  gaps(id: number, inbox: NativeInbox): void
  openRelay(inbox: NativeInbox, settings: string): NativeRelay
  relayOff(relay: NativeRelay): string
  switchRelayOn(id: number, relay: NativeRelay): void
  redriveRelay(id: number, relay: NativeRelay): void
  parseEvent(body: Buffer, name: string | undefined): string
  eventKey(session: string, body: Buffer): string | null
  verifyRelay(secret: string, headers: string[], body: Buffer, now: number): void
  drain(): Batch | null
}

/** What has come: a JSON list, whether more waits, and the values that stand beside the list. */
export type Batch = [text: string, more: boolean, ...beside: unknown[]]

/** The native half. */
export interface Addon {
  Bridge: new (notify: () => void) => Bridge
}

/** This platform, as the files of the native half are named. Takes its time on Linux. */
export function platformName(): string {
  const { platform, arch } = process
  if (platform === 'win32') return `${platform}-${arch}-msvc`
  return platform === 'linux' ? `${platform}-${arch}-${isGnu() ? 'gnu' : 'musl'}` : `${platform}-${arch}`
}

/** Whether the C library is that of GNU. */
function isGnu(): boolean {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean }
  const { excludeNetwork } = report
  // Else the report looks up the names of all peers.
  report.excludeNetwork = true
  try {
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } }
    return header?.glibcVersionRuntime !== undefined
  } finally {
    report.excludeNetwork = excludeNetwork ?? false
  }
}

/** Loads the native half. */
export function loadAddon(): Addon {
  const file = findAddon()
  const advice =
    'Install a package that holds it, or build it from the sources: npm ci && npm run build, with Rust.'
  if (!file) {
    throw new Error(
      `wppkit was packed without its native half for ${platformName()} (looked in ${FOLDER}). ${advice}`,
    )
  }
  try {
    return require(file) as Addon
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`wppkit's native half for ${platformName()} cannot be loaded: ${why}. ${advice}`, {
      cause,
    })
  }
}

const FOLDER = join(__dirname, '..', '..', 'native')

/** The file for this platform. Which C library there is counts only where the package has a file for each. */
function findAddon(): string | undefined {
  const { platform, arch } = process
  const names = platform === 'linux' ? [`linux-${arch}-gnu`, `linux-${arch}-musl`] : [platformName()]
  const files = names.map((name) => join(FOLDER, `wppkit.${name}.node`)).filter((file) => existsSync(file))
  return files.length > 1 ? files[isGnu() ? 0 : 1] : files[0]
}
