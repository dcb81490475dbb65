import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { test } from 'node:test'
import express from 'express'
import { WppError } from 'wppkit'
import { eventKey, Inbox, parseEvent, verifyRelay } from 'wppkit/events'
import { useMock } from 'wppkit/testing'

const wpp = useMock()

async function listening(t, handler) {
  const server = createServer(handler)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${server.address().port}`
}

test('a message goes from the server through the inbox to a handler, again after a failure', async (t) => {
  const app = express()
  const base = await listening(t, app)
  const inbox = new Inbox({ url: `${base}/hooks` })
  app.use('/hooks', inbox.receiver())
  await wpp.mock.put({ state: 'CONNECTED', webhook: await inbox.webhookUrl('shop') })
  await wpp.mock.deliver('message', { from: '5521988887777@c.us', body: 'order 7' })
  const seen = []
  const abort = new AbortController()
  inbox.on('kind=onmessage', async (event) => {
    seen.push(event)
    if (seen.length === 1) throw new Error('the database is away')
    abort.abort()
  })
  inbox.on('', () => {})
  const running = inbox.run({ minDelayMs: 1, signal: abort.signal })
  await assert.rejects(running, { code: 'cancelled' })
  assert.equal(seen.length, 2)
  assert.equal(seen[1].session, 'shop')
  assert.equal(seen[1].data.body, 'order 7')
  assert.equal(seen[0].seq, seen[1].seq)
})

test('who does not know the address gets nothing in', async (t) => {
  const app = express()
  const base = await listening(t, app)
  const inbox = new Inbox({ url: `${base}/hooks` })
  app.use('/hooks', inbox.receiver())
  const url = await inbox.webhookUrl('shop')
  const post = (to, body) =>
    fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const event = JSON.stringify({ event: 'status-find', session: 'shop', status: 'inChat' })
  assert.equal((await post(`${base}/hooks/guess`, event)).status, 404)
  assert.equal((await post(url, 'nonsense')).status, 400)
  assert.equal((await fetch(url)).status, 405)
  assert.equal((await post(url, event)).status, 200)
  assert.deepEqual(await inbox.run({ untilEmpty: true }), { handled: 1, dead: 0 })
  assert.deepEqual(await inbox.run({ untilEmpty: true }), { handled: 0, dead: 0 })
})

test('what cannot be meant is refused by its name', async () => {
  assert.throws(() => new Inbox({ ulr: 'x' }), { code: 'invalid_input', message: /ulr/ })
  assert.throws(() => new Inbox().on('', 5), { code: 'invalid_input', message: /^handler/ })
  await assert.rejects(new Inbox().webhookUrl('shop'), { code: 'invalid_input' })
  await assert.rejects(new Inbox().on('kind=nonsense', () => {}).run({ untilEmpty: true }), {
    code: 'invalid_input',
    message: /nonsense/,
  })
  await assert.rejects(new Inbox().run({ signal: AbortSignal.abort() }), { code: 'cancelled' })
})

test('a relay is told from what only looks like one', () => {
  const [secret, body, now] = ['0123456789abcdef0123456789abcdef', '{"kind":"onmessage"}', 1_760_000_000]
  const signature = createHmac('sha256', secret).update(`${now}.${body}`).digest('hex')
  const headers = {
    'wppkit-timestamp': String(now),
    'wppkit-signature': `v1=${signature}`,
    'wppkit-event': 'onmessage',
  }
  verifyRelay({ secret, headers, body, now })
  for (const wrong of [
    { secret, headers, body: `${body} `, now },
    { secret: `${secret}x`, headers, body, now },
    { secret, headers: {}, body, now },
    { secret, headers, body, now: now + 86_400 },
  ]) {
    assert.throws(
      () => verifyRelay(wrong),
      (error) => error instanceof WppError && error.code === 'unauthorized',
    )
  }
})

test('a webhook tells a session what it would have asked for', () => {
  const { session } = wpp
  assert.equal(session.observeWebhook({ event: 'status-find', session: 'shop', status: 'inChat' }), true)
  assert.equal(session.observeWebhook({ event: 'onmessage', session: 'shop' }), false)
})

test('a payload is read without an inbox, and has a key if it is one of a kind', () => {
  const body = JSON.stringify({ event: 'onmessage', session: 'shop', id: 'false_1@c.us_A', body: 'x' })
  const event = parseEvent(body)
  assert.deepEqual(
    [event.kind, event.source, event.session, event.chat],
    ['onmessage', 'webhook', 'shop', '1@c.us'],
  )
  const socket = parseEvent('{"response":{"id":"false_1@c.us_A","body":"x"}}', { name: 'received-message' })
  assert.deepEqual([socket.kind, socket.source, socket.data.body], ['onmessage', 'socket', 'x'])
  assert.equal(
    eventKey('shop', body),
    eventKey('shop', Buffer.from('{"event":"onmessage","id":"false_1@c.us_A"}')),
  )
  assert.notEqual(eventKey('shop', body), eventKey('store', body))
  assert.equal(eventKey('shop', '{"event":"status-find","status":"inChat"}'), null)
  assert.throws(() => parseEvent('[]'), { code: 'invalid_input' })
})
