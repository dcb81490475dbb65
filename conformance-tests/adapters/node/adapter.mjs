// Runs scenarios through the public API of the npm package: one JSON line per call in, lines out.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Inbox, parseEvent, verifyRelay } from '../../../bindings-node/dist/events/index.mjs'
import { Client, WppError } from '../../../bindings-node/dist/index.mjs'

/** Which method a call is, and which of its fields are arguments; generated. */
const calls = JSON.parse(readFileSync(new URL('calls.json', import.meta.url), 'utf8'))
const clients = new Map()

function clientOf(settings) {
  const key = JSON.stringify(settings)
  let client = clients.get(key)
  if (!client) {
    client = new Client({
      url: settings.url,
      secretKey: settings.secret_key,
      token: settings.token,
      env: false,
      tokenCost: settings.mint === 'local' ? 4 : undefined,
      timeoutMs: settings.timeout_ms,
      retries: {
        minDelayMs: 2,
        maxDelayMs: 20,
        attempts: settings.retries === undefined ? undefined : settings.retries + 1,
      },
      // The default pace, about as much faster as virtual time is than real time.
      pace: {
        pollMs: 15,
        pollMaxMs: 50,
        debounceMs: 2,
        stuckAfterMs: settings.stuck_after_ms ?? 30_000,
        logoutSettleMs: 1000,
        orphanMs: 4000,
        diagnosePatienceMs: 100,
      },
    })
    clients.set(key, client)
  }
  return client
}

function write(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function perform({ id, client: settings, session: name, call, with: fields, cancel_after_ms }) {
  if (call === 'parse-event') return parseEvent(text(fields.body), { name: fields.name })
  if (call === 'verify-relay') {
    verifyRelay({ ...fields, body: text(fields.body) })
    return { verified: true }
  }
  const client = clientOf(settings)
  if (call === 'listen') return await listen(id, client, client.session(name), fields)
  const signal = cancel_after_ms === undefined ? undefined : AbortSignal.timeout(cancel_after_ms)
  if (call === 'connect') return await connect(id, client.session(name), fields, signal)
  const known = calls[call]
  const options = { signal }
  const own = (target) => (known.fields ? target[known.method](fields, options) : target[known.method](options))
  if (known?.on === 'client') return await own(client)
  const session = client.session(name)
  if (!known) return await session.call(call, fields, options)
  if (known.on !== 'helper') return await own(session[known.on])
  if (known.object) return await session[known.method](fields, options)
  const rest = { ...fields, ...options }
  const given = known.arguments.map((argument) => {
    const value = rest[argument]
    delete rest[argument]
    return value
  })
  return await session[known.method](...given, rest)
}

/** A body as it comes over the wire: text goes as it is. */
function text(body) {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

/** Starts the session with a webhook of its own, and handles so many events; each is a stage. */
async function listen(id, client, session, fields) {
  const { count, filter = '', failFirst = false, ask, relay, socket = false, missedSinceMs, missedUntilMs } = fields
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${server.address().port}`
  const inbox = new Inbox({ url: `${base}/hooks` })
  const receiver = inbox.receiver()
  const relayed = relayReceiver(id, relay)
  server.on('request', (request, response) => {
    if (request.url === '/relayed') relayed(request, response)
    else receiver(request, response)
  })
  if (relay) inbox.relay(`${base}/relayed`, { secret: SECRET, filter, scheduleMs: Array(5).fill(1) })
  const enough = new AbortController()
  const { signal } = enough
  const seen = new Set()
  let handled = 0
  inbox.on(filter, async (event) => {
    if (failFirst && !seen.has(event.seq)) {
      seen.add(event.seq)
      throw new Error('not yet')
    }
    if (ask !== undefined) {
      const reply = inbox.waitForReply(event, { timeoutMs: 20_000 })
      await session.sendText(event.chat, ask)
      write({ id, stage: { type: 'asked' } })
      write({ id, stage: { type: 'reply', ...(await reply) } })
    }
    write({ id, stage: { type: event.kind, ...event } })
    handled += 1
    if (handled === count) enough.abort()
  })
  const receive = async () => {
    await session.connect({ webhook: await inbox.webhookUrl(session.name) }).connected()
    if (missedSinceMs !== undefined) {
      const gap = await inbox.recover(session, { since: missedSinceMs, until: missedUntilMs })
      write({ id, stage: { type: 'gap', ...gap } })
    }
  }
  /** Resolves when Socket.IO is connected; rejects when it cannot be listened to. */
  const connected = () =>
    new Promise((resolve, reject) => {
      const notice = ({ type }) => type === 'connected' && resolve()
      inbox.listen(client, { unattributed: { of: session.name }, notice, signal }).catch(reject)
    })
  try {
    await Promise.all([receive(), socket ? connected() : undefined])
    write({ id, stage: { type: 'listening' } })
    await inbox.run({ minDelayMs: 1, matching: 'all', signal })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    enough.abort()
    server.closeAllConnections()
    server.close()
  }
  return { handled }
}

/** What relays are signed with. */
const SECRET = 'a long secret text that both know'

/** Receives relays and answers with these statuses, then with 200; each with the right signature is a stage. */
function relayReceiver(id, statuses = []) {
  const left = [...statuses]
  return async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    try {
      verifyRelay({ secret: SECRET, headers: request.headers, body })
    } catch {
      response.writeHead(401).end()
      return
    }
    const status = left.shift() ?? 200
    const type = status === 200 ? 'relayed' : 'refused'
    write({ id, stage: { type, status, event: JSON.parse(body) } })
    response.writeHead(status).end()
  }
}

async function connect(id, session, { cancelAfterStage, ...options }, signal) {
  const own = new AbortController()
  const login = session.connect({ ...options, signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal })
  let last = null
  for await (const stage of login) {
    write({ id, stage })
    last = stage
    if (stage.type === cancelAfterStage) own.abort()
  }
  return last
}

function told(error) {
  if (!(error instanceof WppError)) throw error
  const { code, message, hint, operation, session, status, body, delivery, temporary } = error
  return { code, message, hint, operation, session, status, body, delivery, temporary }
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line)
  try {
    write({ id: call.id, ok: (await perform(call)) ?? null })
  } catch (error) {
    write({ id: call.id, error: told(error) })
  }
}
