import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request as Node's server gives it, with what Express, Nest or Fastify add. */
export interface PanelRequest extends IncomingMessage {
  /** The part of the path above the mount. */
  baseUrl?: string
  /** The path below the host, mount included. */
  originalUrl?: string
  /** The parsed body, where a parser ran before. */
  body?: unknown
  /** The body as it came, where a parser kept it. */
  rawBody?: Buffer
}

/** A request that cannot be answered; the status says why. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }
}

/** Bodies of the endpoints are small; a webhook's carry files in base64. */
export const BODY_BYTES = 1 << 20

/** The body as it came, whoever read it. */
export async function rawBody(request: PanelRequest, limit: number): Promise<Buffer> {
  if (Buffer.isBuffer(request.rawBody)) return request.rawBody
  if (Buffer.isBuffer(request.body)) return request.body
  if (request.readableEnded || request.body !== undefined) {
    throw new Refusal(
      500,
      'the body was parsed before wppkit saw it: mount wppkit before express.json(), or let the parser keep rawBody',
    )
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    // Nobody reads the rest: the connection is of no use for another request.
    if (length > limit)
      throw new Refusal(413, `the body has more than ${limit} bytes`, { connection: 'close' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The body as a JSON object; nothing at all is an empty one. */
export async function jsonBody(request: PanelRequest): Promise<Record<string, unknown>> {
  const { body } = request
  if (Buffer.isBuffer(request.rawBody)) return parsed(request.rawBody.toString())
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body))
    return body as Record<string, unknown>
  if (request.readableEnded && body === undefined) return {}
  return parsed((await rawBody(request, BODY_BYTES)).toString())
}

function parsed(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Told below, as every other body that is no object.
  }
  throw new Refusal(400, 'the body is no JSON object')
}

/** Answers with JSON that nobody caches. */
export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
}

/** Answers with a failure in the shape of every endpoint. */
export function sendFailure(response: ServerResponse, refusal: Refusal): void {
  const { status, message, headers } = refusal
  sendJson(response, status, { success: false, message, status_code: status }, headers)
}
