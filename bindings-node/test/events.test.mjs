import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import express from 'express'
import { Client, WppError } from 'wppkit'
import { eventKey, Inbox, parseEvent, verifyRelay } from 'wppkit/events'
import { useMock } from 'wppkit/testing'
import { folder } from './support.mjs'

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

/** An inbox on a file, with so many messages of one chat. */
async function filled(t, count, path = join(folder(t), 'events.db')) {
  const inbox = new Inbox({ path, url: 'https://bot.example/hooks' })
  const token = (await inbox.webhookUrl('shop')).split('/').at(-1)
  for (let number = 0; number < count; number++) {
    const body = JSON.stringify({ event: 'onmessage', id: `false_5511999990001@c.us_${number}`, body: 'Oi' })
    assert.deepEqual(await inbox.receive(token, body), { status: 200, body: {} })
  }
  return { inbox, path, token }
}

test('what fails is put aside, told, and handled again when it is redriven or replayed', async (t) => {
  const { inbox, path } = await filled(t, 2)
  let failing = true
  inbox.on('', () => {
    if (failing) throw new Error('out of paper')
  })
  const once = { untilEmpty: true, minDelayMs: 1 }
  assert.deepEqual(await inbox.run({ ...once, attempts: 2 }), { handled: 0, dead: 2 })
  assert.deepEqual(await inbox.counts(), { waiting: 0, handled: 0, dead: 2 })
  const [letter, other] = await inbox.deadLetters()
  assert.deepEqual([letter.attempts, letter.error, letter.event.data.body], [2, 'out of paper', 'Oi'])
  failing = false
  assert.equal(await inbox.redrive(letter.event.seq), 1)
  assert.equal(await inbox.redrive(), 1)
  assert.deepEqual(await inbox.run(once), { handled: 2, dead: 0 })
  assert.equal(await inbox.replay({ session: 'other' }), 0)
  assert.equal(await inbox.replay({ until: new Date(0) }), 0)
  assert.equal(await inbox.replay({ fromSeq: other.event.seq }), 1)
  // Another process sees the same file, and knows since when nobody received.
  const later = new Inbox({ path })
  assert.deepEqual(await later.counts(), { waiting: 1, handled: 1, dead: 0 })
  assert.ok(later.silentSinceMs > Date.now() - 600_000 && later.silentSinceMs <= Date.now())
  assert.deepEqual(await later.run({ ...once, shared: true }), { handled: 1, dead: 0 })
})

test('an address that was rotated takes over when the server uses it', async (t) => {
  const { inbox, token } = await filled(t, 0)
  await inbox.rotate('shop')
  const next = (await inbox.webhookUrl('shop')).split('/').at(-1)
  const body = JSON.stringify({ event: 'status-find', status: 'inChat' })
  assert.notEqual(next, token)
  assert.equal((await inbox.receive(token, body)).status, 200)
  assert.equal((await inbox.receive(next, body)).status, 200)
  assert.equal((await inbox.receive(token, body)).status, 404)
})

test('messages of a downtime are found in the chats', async () => {
  const { session, mock } = wpp
  const inbox = new Inbox()
  assert.equal(await inbox.recover(session), null)
  await mock.deliver('message', { from: '5521988887777@c.us', body: 'missed' })
  const gap = await inbox.recover(session, { since: 0 })
  assert.deepEqual([gap.session, gap.recovered, gap.problem], [session.name, 1, null])
  assert.ok(gap.unknownKinds.includes('onack'))
  assert.deepEqual((await inbox.gaps())[0], gap)
  const seen = []
  inbox.on('', (event) => void seen.push(event))
  await inbox.run({ untilEmpty: true })
  assert.deepEqual([seen[0].source, seen[0].recovered, seen[0].data.body], ['recovered', true, 'missed'])
  await assert.rejects(inbox.recover(session, { since: 'yesterday' }), {
    code: 'invalid_input',
    message: /since/,
  })
  await assert.rejects(inbox.recover('shop'), { code: 'invalid_input', message: /Session/ })
  await assert.rejects(inbox.recover(session, { since: 0, signal: AbortSignal.abort() }), {
    code: 'cancelled',
  })
})

test('what the server broadcasts comes into the inbox, and the listener ends when it is told to', async () => {
  const { client, mock, session } = wpp
  const inbox = new Inbox()
  const ended = new AbortController()
  const notices = []
  let listening
  await new Promise((resolve) => {
    const notice = (seen) => {
      notices.push(seen)
      resolve()
    }
    const unattributed = { of: session.name }
    listening = inbox.listen(client, { sessions: [session.name], unattributed, notice, signal: ended.signal })
  })
  await mock.deliver('message', { from: '5521988887777@c.us', body: 'over the socket' })
  const [event] = await new Promise((resolve) => {
    const seen = []
    inbox.on('kind=onmessage', (found) => {
      seen.push(found)
      resolve(seen)
      ended.abort()
    })
    inbox.run({ signal: ended.signal }).catch(() => {})
  })
  assert.deepEqual(
    [event.source, event.session, event.data.body],
    ['socket', session.name, 'over the socket'],
  )
  await assert.rejects(listening, { code: 'cancelled' })
  assert.deepEqual(notices, [{ type: 'connected' }])
})

test('a listener says what is wrong: its options, a server that is away, a notice that throws', async () => {
  const inbox = new Inbox()
  const away = new Client('http://127.0.0.1:1', { env: false, secretKey: 'x' })
  await assert.rejects(inbox.listen(away, { unattributed: 'guess' }), {
    code: 'invalid_input',
    message: /unattributed/,
  })
  await assert.rejects(inbox.listen({}), { code: 'invalid_input', message: /Client/ })
  const seen = []
  const notice = (told) => {
    seen.push(told)
    throw new Error('enough')
  }
  await assert.rejects(inbox.listen(away, { notice }), { message: 'enough' })
  assert.equal(seen[0].type, 'disconnected')
  assert.ok(seen[0].why.length > 0 && seen[0].retryInMs >= 500)
})

test('a relay posts what others handle too, is off when the receiver wants no more, and is redriven', async (t) => {
  const { inbox } = await filled(t, 2)
  const secret = 'a long secret text that both know'
  let status = 410
  const got = []
  const url = await listening(t, async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    verifyRelay({ secret, headers: request.headers, body })
    got.push(JSON.parse(body))
    response.writeHead(status).end()
  })
  const relay = inbox.relay(url, { secret, filter: 'kind=onmessage', scheduleMs: [1], disableAfter: 5 })
  let handled = 0
  inbox.on('', () => void handled++)
  assert.deepEqual([relay.enabled, relay.off], [true, null])
  // The first pause of a handler would be longer than a test may take: what a relay gives up is put aside at once.
  const all = { untilEmpty: true, matching: 'all', minDelayMs: 600_000 }
  assert.deepEqual(await inbox.run(all), { handled: 0, dead: 2 })
  assert.equal(handled, 2)
  assert.equal(relay.enabled, false)
  assert.match(relay.off.reason, /410/)
  assert.ok(relay.off.sinceMs <= Date.now())
  status = 200
  got.length = 0
  assert.equal(await relay.redrive(), 2)
  assert.equal(relay.off, null)
  assert.deepEqual(await inbox.run(all), { handled: 2, dead: 0 })
  assert.deepEqual(
    got.map(({ kind, data }) => [kind, data.body]),
    [
      ['onmessage', 'Oi'],
      ['onmessage', 'Oi'],
    ],
  )
  await relay.switchOn()
  for (const [wrong, settings] of [
    ['ftp://h', { secret }],
    [url, { secret: '' }],
    [url, { secret, scheduleMs: 5 }],
    [url, { secret, disableAfter: 0 }],
  ]) {
    assert.throws(() => inbox.relay(wrong, settings), { code: 'invalid_input' })
  }
})

test('a reply goes to whoever asked, and to no handler', async (t) => {
  const { inbox, token } = await filled(t, 1)
  const chat = '5511999990001@c.us'
  const ended = new AbortController()
  const asking = []
  inbox.on(`chat=${chat}`, async (event) => {
    const reply = inbox.waitForReply(event, { timeoutMs: 600_000 })
    for (const from of ['5511999990002@c.us', chat]) {
      const body = JSON.stringify({ event: 'onmessage', id: `false_${from}_A`, body: `from ${from}` })
      await inbox.receive(token, body)
    }
    asking.push((await reply).data.body)
    assert.equal(await inbox.waitForReply(event, { timeoutMs: 1 }), null)
    ended.abort()
  })
  await assert.rejects(inbox.run({ signal: ended.signal }), { code: 'cancelled' })
  assert.deepEqual(asking, [`from ${chat}`])
  await assert.rejects(inbox.waitForReply({ session: 'shop', chat: null }, { timeoutMs: 1 }), {
    code: 'invalid_input',
    message: /no chat/,
  })
  await assert.rejects(inbox.waitForReply({ chat }, {}), {
    code: 'invalid_input',
    message: /^timeout: is missing/,
  })
  const gone = AbortSignal.abort()
  await assert.rejects(inbox.waitForReply({ chat }, { timeoutMs: 1, signal: gone }), { code: 'cancelled' })
})

test('bodies and names of wrong types are refused by their name', async () => {
  const inbox = new Inbox({ url: 'https://bot.example/hooks' })
  assert.throws(() => parseEvent(5), { code: 'invalid_input', message: /^body/ })
  assert.throws(() => eventKey(5, '{}'), { code: 'invalid_input', message: /^session/ })
  assert.throws(() => verifyRelay({ secret: 'x', headers: {}, body: {} }), {
    code: 'invalid_input',
    message: /^body/,
  })
  await assert.rejects(inbox.webhookUrl(undefined), { code: 'invalid_input', message: /^session/ })
  await assert.rejects(inbox.receive('x', null), { code: 'invalid_input', message: /^body: is null/ })
  await assert.rejects(inbox.redrive('7'), { code: 'invalid_input', message: /^seq/ })
  await assert.rejects(inbox.run({ signal: 5 }), { code: 'invalid_input', message: /^signal/ })
  for (const call of [
    () => inbox.run(null),
    () => inbox.run(AbortSignal.abort()),
    () => inbox.listen(wpp.client, null),
    () => inbox.replay(null),
    () => inbox.recover(wpp.session, 5),
    () => inbox.waitForReply({ session: 'shop', chat: '1@c.us' }),
    () => inbox.waitForReply(null, { timeoutMs: 1 }),
    async () => inbox.relay('https://crm.example/'),
    async () => new Inbox(null),
    async () => parseEvent('{}', null),
  ]) {
    const wanted = { code: 'invalid_input', message: /^(options|range|settings|event): is / }
    await assert.rejects(call(), wanted, String(call))
  }
  await assert.rejects(inbox.webhookUrl('\udc00'), {
    code: 'invalid_input',
    message: /^session: .*surrogate/,
  })
  await assert.rejects(inbox.run({ matching: 'some' }), { code: 'invalid_input', message: /^matching/ })
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
  verifyRelay({ secret, headers: new Headers(headers), body, now })
  // A variable that is not set would let in what everybody can sign.
  const everybody = createHmac('sha256', '').update(`${now}.${body}`).digest('hex')
  const forged = { ...headers, 'wppkit-signature': `v1=${everybody}` }
  assert.throws(() => verifyRelay({ secret: '', headers: forged, body, now }), {
    code: 'invalid_input',
    message: /^secret: is empty/,
  })
  assert.throws(() => verifyRelay(), { code: 'invalid_input', message: /^headers: / })
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
