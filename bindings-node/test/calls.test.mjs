import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Client, ERROR_CODES, Raw, WppError } from 'wppkit'
import { useMock } from 'wppkit/testing'

const wpp = useMock()

test('a text is sent and told truthfully', async () => {
  const sent = await wpp.session.sendText('+55 21 99999-9999', 'Olá, 👋')
  assert.equal(sent.chat, '5521999999999@c.us')
  assert.equal(sent.ack, 1)
  await wpp.world.expectSent({ body: { message: 'Olá, 👋' }, times: 1 })
})

test('operations hang on their group and give the payload, with the whole answer beside it', async () => {
  await wpp.session.sendText('5521999999999', 'x')
  const chats = await wpp.session.chat.allChats()
  assert.equal(chats.length, 1)
  assert.equal(chats[0].id, '5521999999999@c.us')
  assert.ok(chats.raw instanceof Raw)
  assert.equal(chats.raw.status, 200)
  assert.equal(chats.raw.json().status, 'success')
  assert.deepEqual(Object.keys(chats), ['0'])
  assert.deepEqual(await wpp.client.showAllSessions(), ['shop'])
})

test('an answer that is a picture comes as bytes beside its base64', async () => {
  const { session } = wpp
  await wpp.mock.put('QRCODE')
  const code = await session.session.qrcodeSession()
  assert.ok(Buffer.isBuffer(code.raw.body))
  assert.deepEqual(Buffer.from(code.png, 'base64'), code.raw.body)
})

test('an error has every field, the stack of the caller, and prints what to do', async () => {
  const nobody = wpp.client.session('nobody')
  async function checkout() {
    await nobody.sendText('5521999999999', 'x')
  }
  const error = await checkout().catch((error) => error)
  assert.ok(error instanceof WppError && error instanceof Error)
  assert.equal(error.code, 'not_connected')
  assert.ok(ERROR_CODES.includes(error.code))
  assert.equal(error.operation, 'send-message')
  assert.equal(error.session, 'nobody')
  assert.equal(error.status, 404)
  assert.equal(error.delivery, 'not_sent')
  assert.equal(error.temporary, false)
  assert.match(error.hint, /connect/)
  assert.equal(error.body.status, 'Disconnected')
  assert.match(error.stack, /^WppError: .*\n(.*\n)*.*at async checkout/)
  assert.match(inspect(error), /hint: .*connect/)
  assert.match(String(error), /^WppError: not_connected: .*session nobody, HTTP 404/)
  assert.equal(JSON.parse(JSON.stringify(error)).code, 'not_connected')
})

test('what cannot be connected to says so, with its cause', async () => {
  const client = new Client('http://127.0.0.1:9', { secretKey: 'S', env: false, retries: { attempts: 1 } })
  const error = await client.healthz().catch((error) => error)
  assert.equal(error.code, 'connect')
  assert.ok(error.cause instanceof Error)
})

test('input that cannot be sent is refused by its name, and nothing leaves', async () => {
  const { messages } = wpp.session
  const circular = { phone: '5521999999999', message: 'x', options: {} }
  circular.options.self = circular
  const phone = '5521999999999'
  for (const [request, said] of [
    [{ phone, message: 5 }, /^message: /],
    [{ phone }, /message/],
    [{ phone, message: 'x', isgroup: true }, /isgroup/],
    [{ phone, message: 'x', isGroup: 'yes' }, /^isGroup: /],
    [{ phone: 5521999999999n, message: 'x' }, /^phone: is a bigint/],
    [{ phone, message: () => 'x' }, /^message: is a function/],
    [{ phone, message: 'half \ud83d' }, /^message: .*surrogate/],
    [{ phone: [phone, '\udc00'], message: 'x' }, /^phone\.1: .*surrogate/],
    [{ phone, message: 'x', options: { delay: Number.NaN } }, /^options\.delay: is NaN/],
    [{ phone, message: 'x', options: { at: new Date() } }, /^options\.at: is a Date/],
    [{ phone, message: 'x', options: { b: Buffer.from('x') } }, /^options\.b: is a Buffer/],
    [circular, /contains itself/],
    [[phone, 'x'], /^request: is an Array/],
    ['5521999999999', /^request: is a string/],
    [null, /^request: is null/],
  ]) {
    const error = await messages.sendMessage(request).catch((error) => error)
    assert.ok(error instanceof WppError, inspect(error))
    assert.equal(error.code, 'invalid_input')
    assert.equal(error.delivery, 'not_sent')
    assert.match(error.message, said)
  }
  for (const [options, said] of [
    [{ timeout: '5' }, /^timeout: /],
    [{ timeout: 0 }, /^timeout: /],
    [{ attempts: 1.5 }, /^attempts: /],
    [{ signal: {} }, /^signal: /],
    [{ retries: 1 }, /^retries: is no option/],
  ]) {
    await assert.rejects(messages.sendMessage({ phone, message: 'x' }, options), {
      code: 'invalid_input',
      message: said,
    })
  }
  assert.throws(() => wpp.client.session('a/b'), { code: 'invalid_input' })
  assert.throws(() => wpp.client.session(5), { code: 'invalid_input', message: /^name: is a number/ })
  assert.throws(() => new Client('127.0.0.1:1', { env: false }), { code: 'invalid_input' })
  assert.throws(() => new Client('http://h', { env: false, secretkey: 'x' }), /secretkey/)
  assert.deepEqual(await wpp.world.requests(), [])
})

test('options that are none are refused, and nothing leaves', async () => {
  const { session } = wpp
  const text = { phone: '5521999999999', message: 'x' }
  for (const [options, said, hint] of [
    [null, /^options: is null/, /object/],
    [5, /^options: is a number/, /object/],
    ['x', /^options: is a string/, /object/],
    [[1], /^options: is an Array/, /object/],
    [() => {}, /^options: is a function/, /object/],
    [AbortSignal.timeout(60_000), /^options: is an AbortSignal/, /\{ signal \}/],
    [new AbortController(), /^options: is an AbortController/, /\{ signal \}/],
    [{ signal: new AbortController() }, /^signal: is no AbortSignal/, /the signal of an AbortController/],
  ]) {
    for (const call of [
      () => session.sendText('5521999999999', 'x', options),
      () => session.status(options),
      () => session.messages.sendMessage(text, options),
      () => session.chat.allChats(options),
      () => session.connect(options).next(),
    ]) {
      // A promise that is rejected, not a throw: whoever catches later catches this, too.
      const error = await call().catch((error) => error)
      assert.ok(error instanceof WppError, inspect(error))
      assert.equal(error.code, 'invalid_input')
      assert.equal(error.session, 'shop')
      assert.match(error.message, said)
      assert.match(error.hint, hint)
    }
  }
  const described = session.sendText('5521999999999', 'x', { mediaType: 'image/png' })
  await assert.rejects(described, { code: 'invalid_input', message: /^mediaType: / })
  await assert.rejects(session.call(5), { code: 'invalid_input', message: /^id: is a number/ })
  await assert.rejects(session.connect({ phone: 5 }).next(), { code: 'invalid_input', session: 'shop' })
  assert.deepEqual(await wpp.world.requests(), [])
})

test('a client takes a URL or settings, and says what else it was given', async () => {
  const { url, secret } = wpp.world
  const shop = new Client(new URL(url), { secretKey: secret, tokenCost: 4, env: false }).session('shop')
  assert.equal((await shop.status()).state, 'connected')
  for (const [given, said] of [
    [[5], /^url: is a number/],
    [[null], /^url: is null/],
    [[[]], /^settings: is an Array/],
    [[url, null], /^settings: is null/],
    [[url, 'a secret'], /^settings: is a string/],
  ]) {
    assert.throws(() => new Client(...given), { code: 'invalid_input', message: said })
  }
  assert.throws(() => wpp.client.session('half \ud83d'), { code: 'invalid_input', message: /surrogate/ })
  assert.throws(() => wpp.client.session(null), { message: 'name: is null, not text' })
})

test('a text of megabytes arrives whole', async () => {
  const message = 'ação '.repeat(400_000)
  await wpp.session.messages.sendMessage({ phone: '5521999999999', message })
  const [request] = (await wpp.world.requests()).filter(({ operation }) => operation === 'send-message')
  // The journal keeps the beginning, and the length.
  assert.ok(request.body.message.startsWith(message.slice(0, 20)))
  assert.ok(request.body.message.endsWith(`(${message.length} chars)`))
})

test('many calls at once all get their own answer', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `s${index}`)
  const answers = await Promise.all(
    names.map((name) =>
      wpp.client
        .session(name)
        .session.checkConnectionSession()
        .catch((e) => e),
    ),
  )
  assert.equal(answers.length, 200)
  const told = await Promise.all(names.map(async (name) => (await wpp.client.session(name).status()).session))
  assert.deepEqual(told, names)
})

test('calls by id take operations and helpers alike', async () => {
  assert.equal((await wpp.session.call('status')).state, 'connected')
  assert.deepEqual(
    await wpp.session.call('check-connection-session'),
    await wpp.session.session.checkConnectionSession(),
  )
  await assert.rejects(wpp.session.call('send-mesage'), { code: 'invalid_input' })
})

test('a closed client refuses calls, and nothing shows its secret', async () => {
  const client = wpp.world.client()
  assert.ok(!inspect(client, { depth: 9, showHidden: true }).includes(wpp.world.secret))
  assert.ok(!inspect(client.session('shop'), { depth: 9 }).includes(wpp.world.secret))
  const shop = client.session('shop')
  await client[Symbol.asyncDispose]()
  await assert.rejects(shop.status(), { code: 'invalid_input', message: /closed/ })
})
