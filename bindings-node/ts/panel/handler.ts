import type { ServerResponse } from 'node:http'
import { Client, type ClientSettings } from '../client.js'
import { invalidInput, WppError } from '../error.js'
import type { PanelAction, PanelAnswer } from '../generated/types.js'
import { expectOptions, isOptions } from '../options.js'
import { article } from '../request.js'
import type { Session } from '../session.js'
import { sendEvents } from './events.js'
import { jsonBody, type PanelRequest, Refusal, sendFailure, sendJson } from './http.js'
import { type PageSettings, SCRIPT, sendPage, sendScript } from './page.js'

/** What follows from a request: written as a method, so that it may ask for the request of its own framework. */
export type OfRequest<T> = { of(request: PanelRequest): T | Promise<T> }['of']

/** What is mounted. */
export interface PanelSettings {
  /** The client, or its settings; by default everything comes from `WPPKIT_*`. */
  client?: Client | ClientSettings | undefined
  /** Name of the session, or how it follows from the request; the client's default session otherwise. */
  session?: string | OfRequest<string> | undefined
  /** Also offers `connections/`: every session of the server. Needs the secret key. */
  connections?: boolean | undefined
  /** How the dashboard page looks; `false` offers none. */
  page?: PageSettings | false | undefined
  /** Who may: answers 403 unless it gives true. Without it whoever reaches the mount may do everything. */
  authorize?: OfRequest<boolean> | undefined
}

/** Handles a request below the mount; `next` gets what is none of its endpoints. */
export type PanelHandler = (
  request: PanelRequest,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

interface Endpoint {
  method: 'GET' | 'POST' | 'DELETE'
  action: PanelAction
}

const SETTINGS: readonly string[] = ['client', 'session', 'connections', 'page', 'authorize']

const ENDPOINTS: Record<string, Endpoint> = {
  status: { method: 'GET', action: 'status' },
  start: { method: 'POST', action: 'start' },
  qrcode: { method: 'GET', action: 'qrcode' },
  'qrcode/refresh': { method: 'POST', action: 'refresh-qr' },
  logout: { method: 'POST', action: 'logout' },
  close: { method: 'POST', action: 'close' },
  restart: { method: 'POST', action: 'restart' },
  'send-test': { method: 'POST', action: 'send-test' },
}

const ON_CONNECTION: Record<string, Endpoint> = {
  '': { method: 'DELETE', action: 'delete' },
  restart: { method: 'POST', action: 'restart' },
  'qrcode/refresh': { method: 'POST', action: 'refresh-qr' },
}

/** The endpoints of a status page as a handler of Node's HTTP server; what each answers is the core's. */
export class Panel {
  /** The client that answers. */
  readonly client: Client
  readonly #settings: PanelSettings
  /** Answers that stay open as long as a page is. */
  readonly #live = new Set<ServerResponse>()

  /** A panel with these settings; `known` are the framework's own among them. */
  constructor(settings: PanelSettings = {}, known: readonly string[] = []) {
    checkSettings(settings, known)
    this.client = settings.client instanceof Client ? settings.client : new Client(settings.client ?? {})
    this.#settings = settings
    // A name that cannot be used is told at the start, not to whoever opens the page first.
    if (typeof settings.session !== 'function') this.client.session(settings.session)
  }

  /** Answers a request whose path below the mount is `path`. Tells whether it was one of its endpoints. */
  async handle(
    request: PanelRequest,
    response: ServerResponse,
    path: string,
    base: string,
  ): Promise<boolean> {
    try {
      return await this.#answer(request, response, trimmed(path), base)
    } catch (error) {
      if (response.headersSent) response.end()
      else sendFailure(response, refusalOf(error))
      return true
    }
  }

  /** Ends every live status: an open page would keep its server from closing. */
  endLive(): void {
    for (const response of this.#live) response.end()
  }

  async #answer(
    request: PanelRequest,
    response: ServerResponse,
    path: string,
    base: string,
  ): Promise<boolean> {
    const isPage = path === '' && this.#settings.page !== false
    const connection = this.#settings.connections ? connectionOf(path) : undefined
    if (!isPage && path !== SCRIPT && path !== 'events' && !ENDPOINTS[path] && !connection) return false
    if (this.#settings.authorize && !(await this.#settings.authorize(request)))
      throw new Refusal(403, 'not allowed')
    if (connection) await this.#onConnections(request, response, connection)
    else if (isPage) {
      expectMethod(request, 'GET')
      sendPage(response, base, this.#settings.page || {})
    } else if (path === SCRIPT) {
      expectMethod(request, 'GET')
      sendScript(request, response)
    } else if (path === 'events') {
      expectMethod(request, 'GET')
      const session = await this.#session(request)
      this.#live.add(response)
      await sendEvents(request, response, session).finally(() => this.#live.delete(response))
    } else {
      await this.#run(request, response, ENDPOINTS[path] as Endpoint, await this.#session(request))
    }
    return true
  }

  async #onConnections(request: PanelRequest, response: ServerResponse, where: Connection): Promise<void> {
    if (where.session !== undefined) {
      const endpoint = ON_CONNECTION[where.rest]
      if (!endpoint) throw new Refusal(404, `connections/{session}/${where.rest}/ is no endpoint`)
      return await this.#run(request, response, endpoint, this.client.session(where.session))
    }
    if (request.method === 'POST') {
      const { session, ...body } = await jsonBody(request)
      if (typeof session !== 'string') throw new Refusal(400, 'session: the name of the session is missing')
      return send(response, await this.client.session(session).panel('start', { body: body as never }))
    }
    expectMethod(request, 'GET')
    send(response, await (await this.#session(request)).panel('connections'))
  }

  async #run(
    request: PanelRequest,
    response: ServerResponse,
    endpoint: Endpoint,
    session: Session,
  ): Promise<void> {
    expectMethod(request, endpoint.method)
    if (endpoint.method !== 'POST') return send(response, await session.panel(endpoint.action))
    const body = await jsonBody(request)
    send(response, await session.panel(endpoint.action, { body: body as never }))
  }

  async #session(request: PanelRequest): Promise<Session> {
    const { session } = this.#settings
    return this.client.session(typeof session === 'function' ? await session(request) : session)
  }
}

/** Refuses a setting that nothing looks at: one such as `authorise` would leave the page open to everybody. */
export function checkSettings(settings: PanelSettings, known: readonly string[]): void {
  expectOptions('settings', settings)
  for (const key of Object.keys(settings)) {
    if (SETTINGS.includes(key) || known.includes(key)) continue
    throw invalidInput(`${key}: is no setting of the page`, `known are ${[...SETTINGS, ...known].join(', ')}`)
  }
  const { authorize, page, client } = settings
  if (authorize !== undefined && typeof authorize !== 'function') {
    const hint = 'give a function of the request that gives true for those who may'
    throw invalidInput(`authorize: is ${article(authorize)}, not a function`, hint)
  }
  if (page !== undefined && page !== false && !isOptions(page)) {
    const hint = 'give { lang, title, autostart }, or false for no page'
    throw invalidInput(`page: is ${article(page)}, not settings of the page`, hint)
  }
  if (client !== undefined && !isOptions(client)) {
    throw invalidInput(`client: is ${article(client)}, not a Client`, 'give a Client, or the settings of one')
  }
}

/** The panel as a handler, for frameworks that pass Node's own request and take the mount off `url`. */
export function panelHandler(panel: Panel): PanelHandler {
  return (request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    panel
      .handle(request, response, pathname, `${request.baseUrl ?? ''}/`)
      .then((isHandled) => {
        if (isHandled) return
        if (next) next()
        else sendFailure(response, new Refusal(404, `${pathname} is no endpoint`))
      })
      .catch((error) => next?.(error))
  }
}

interface Connection {
  session?: string
  rest: string
}

function connectionOf(path: string): Connection | undefined {
  const [first, session, ...rest] = path.split('/')
  if (first !== 'connections') return undefined
  return session === undefined ? { rest: '' } : { session: decoded(session), rest: rest.join('/') }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new Refusal(400, 'the session in the path is no text')
  }
}

function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '')
}

function expectMethod(request: PanelRequest, method: string): void {
  const given = request.method === 'HEAD' ? 'GET' : request.method
  if (given !== method)
    throw new Refusal(405, `${request.method} is not answered here, ${method} is`, { allow: method })
}

function send(response: ServerResponse, answer: PanelAnswer): void {
  sendJson(response, answer.status, answer.body)
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof WppError)
    return new Refusal(400, error.hint ? `${error.message}: ${error.hint}` : error.message)
  // What is wrong in the application is not for the page to read, but for whoever looks after it.
  process.emitWarning(`a request of the WhatsApp page failed: ${said(error)}`, 'WppkitWarning')
  return new Refusal(500, 'the request failed')
}

function said(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}
