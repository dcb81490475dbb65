/** WhatsApp below a path of a Fastify application: `wppkit/fastify`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Panel, type PanelSettings } from '../panel/handler.js'
import { type PanelRequest, Refusal, sendFailure } from '../panel/http.js'

export type { PanelSettings } from '../panel/handler.js'
export type { PanelRequest } from '../panel/http.js'
export type { PageSettings } from '../panel/page.js'

/** What the plugin needs of Fastify. */
interface Application {
  prefix: string
  all(path: string, handler: (request: Request, reply: Reply) => void): unknown
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown
}

interface Request {
  raw: IncomingMessage
  body?: unknown
}

interface Reply {
  raw: ServerResponse
  hijack(): unknown
}

/**
 * The status page with its endpoints: `app.register(whatsapp, { prefix: '/system/whatsapp', session: 'shop' })`.
 *
 * Put your own authentication before it (`onRequest`): whoever reaches it may log the account in and out.
 */
export async function whatsapp(
  app: Application,
  settings: PanelSettings & { prefix?: string } = {},
): Promise<void> {
  const panel = new Panel(settings)
  // Inside the plugin bodies stay as they came: a signature is of bytes.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const answer = (request: Request, reply: Reply) => {
    const raw: PanelRequest = request.raw
    if (Buffer.isBuffer(request.body)) raw.rawBody = request.body
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
