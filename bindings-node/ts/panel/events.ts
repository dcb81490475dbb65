import type { ServerResponse } from 'node:http'
import type { PanelAnswer } from '../generated/types.js'
import type { Session } from '../session.js'
import { type PanelRequest, Refusal } from './http.js'

/** Answers with server-sent events: status and code of the session, whenever they change. */
export async function sendEvents(
  request: PanelRequest,
  response: ServerResponse,
  session: Session,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const watch = (after?: string) => session.panel('watch', { after, signal: gone.signal })
  // The first answer decides whether this is a stream at all.
  const first = await watch()
  if (!isGood(first)) throw refusalOf(first)
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    // nginx holds answers back otherwise.
    'x-accel-buffering': 'no',
  })
  // Whoever asks for the head alone would wait for the end of it.
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  let answer = first
  let told: string | undefined
  while (!gone.signal.aborted) {
    const version = versionOf(answer)
    const changed = version === undefined || version !== told
    response.write(changed ? `event: status\ndata: ${JSON.stringify(answer.body)}\n\n` : ': keep-alive\n\n')
    told = version
    try {
      answer = await watch(told)
    } catch (error) {
      if (gone.signal.aborted) return
      throw error
    }
    if (!isGood(answer)) {
      // A page keeps its connection and sees why there is nothing to see; the next look comes after a pause.
      response.write(`event: status\ndata: ${JSON.stringify(answer.body)}\n\n`)
      await pause(gone.signal)
      answer = await watch().catch(() => answer)
    }
  }
}

const PAUSE = 5000

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, PAUSE)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

function isGood(answer: PanelAnswer): boolean {
  return answer.status < 400
}

function versionOf(answer: PanelAnswer): string | undefined {
  const version = (answer.body as { version?: unknown } | null)?.version
  return typeof version === 'string' ? version : undefined
}

function refusalOf(answer: PanelAnswer): Refusal {
  const message = (answer.body as { message?: unknown } | null)?.message
  return new Refusal(answer.status, typeof message === 'string' ? message : 'the status cannot be read')
}
