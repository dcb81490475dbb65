/** WhatsApp below a path of a Fastify application, and its webhooks: `wppkit/fastify`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { invalidInput } from '../error.js'
import { Inbox } from '../events/inbox.js'
import { Panel, type PanelSettings } from '../panel/handler.js'
import { type PanelRequest, Refusal, sendFailure } from '../panel/http.js'

export type { PanelSettings } from '../panel/handler.js'
export type { PanelRequest } from '../panel/http.js'
export type { PageSettings } from '../panel/page.js'

/** What the plugin needs of Fastify. */
interface Application {
  prefix: string
  all(path: string, handler: (request: Request, reply: Reply) => unknown): unknown
  addHook(name: 'preClose', hook: (done: () => void) => void): unknown
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer'; bodyLimit: number },
    parser: (request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown
}

interface Request {
  raw: IncomingMessage
  body?: unknown
  params?: unknown
}

interface Reply {
  raw: ServerResponse
  hijack(): unknown
  code(status: number): Reply
  send(body: unknown): unknown
}

/** What `register` takes beside the settings of a plugin. */
const REGISTER_OPTIONS = ['prefix', 'logLevel', 'logSerializers', 'encapsulate']

/**
 * The status page with its endpoints: `app.register(whatsapp, { prefix: '/system/whatsapp', session: 'shop' })`.
 *
 * Put your own authentication before it (`onRequest`): whoever reaches it may log the account in and out.
 */
export async function whatsapp(
  app: Application,
  settings: PanelSettings & { prefix?: string } = {},
): Promise<void> {
  const panel = new Panel(settings, REGISTER_OPTIONS)
  app.addHook('preClose', (done) => {
    panel.endLive()
    done()
  })
  // The panel reads bodies itself, and refuses them in its own shape.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const answer = (request: Request, reply: Reply) => {
    const raw: PanelRequest = request.raw
    const { pathname } = new URL(raw.url ?? '/', 'http://localhost')
    reply.hijack()
    void panel
      .handle(raw, reply.raw, pathname.slice(app.prefix.length), `${app.prefix}/`)
      .then((isHandled) => {
        if (!isHandled) sendFailure(reply.raw, new Refusal(404, `${pathname} is no endpoint`))
      })
  }
  app.all('/', answer)
  app.all('/*', answer)
}

/** Settings of {@link webhooks}. */
export interface WebhookSettings {
  /** Where the events go. */
  inbox: Inbox
}

/**
 * Takes webhooks into an inbox: `app.register(webhooks, { prefix: '/hooks', inbox })`, where the prefix is the path of the
 * inbox's public address.
 *
 * The address that a webhook is posted to is its proof: your own authentication stays away from it.
 */
export async function webhooks(
  app: Application,
  { inbox }: WebhookSettings & { prefix?: string },
): Promise<void> {
  if (!(inbox instanceof Inbox))
    throw invalidInput('inbox: is no Inbox', 'give the Inbox that takes the events')
  // Bodies stay as they came: events are recognized by their bytes.
  app.removeAllContentTypeParsers()
  const whole = { parseAs: 'buffer', bodyLimit: inbox.bodyLimit } as const
  app.addContentTypeParser('*', whole, (_request, body, done) => done(null, body))
  app.all('/:token', async ({ raw, body, params }: Request, reply: Reply) => {
    const content = Buffer.isBuffer(body) ? body : ''
    const { token } = params as { token: string }
    const from = { method: raw.method, peer: raw.socket.remoteAddress }
    const answer = await inbox.receive(token, content, from)
    return reply.code(answer.status).send(answer.body)
  })
}
