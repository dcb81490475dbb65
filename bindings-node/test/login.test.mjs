import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useMock } from 'wppkit/testing'

const wpp = useMock()

test('a login is a stream of stages that ends with connected', async () => {
  const phone = await wpp.world.session('fresh')
  const shop = wpp.client.session('fresh')
  const stages = []
  for await (const stage of shop.connect()) {
    if (stage.type !== stages.at(-1)) stages.push(stage.type)
    if (stage.type === 'qr' && stage.seq === 1) {
      assert.match(stage.png, /^data:image\/png;base64,/)
      await phone.phone.scan()
    }
    if (stage.type === 'connected') assert.equal(stage.status.state, 'connected')
  }
  assert.deepEqual([stages[0], stages[1], stages.at(-1)], ['starting', 'qr', 'connected'])
  assert.equal((await shop.connect().connected()).state, 'connected')
})

test('leaving the loop and aborting stop watching', async () => {
  const shop = wpp.client.session('fresh')
  for await (const stage of shop.connect()) if (stage.type === 'qr') break
  const abort = new AbortController()
  const watching = (async () => {
    for await (const stage of shop.connect({ signal: abort.signal })) if (stage.type === 'qr') abort.abort()
  })()
  await assert.rejects(watching, { code: 'cancelled', operation: 'connect', session: 'fresh' })
})

test('stages may be asked for at once and end once', async () => {
  const login = wpp.session.connect()
  const results = await Promise.all([login.next(), login.next(), login.next(), login.next()])
  const types = results.filter(({ done }) => !done).map(({ value }) => value.type)
  assert.equal(types.at(-1), 'connected')
  assert.deepEqual(await login.next(), { done: true, value: undefined })
  await assert.rejects(login.connected(), { code: 'cancelled' })
})

test('options that mean nothing are refused by their name', async () => {
  for (const [options, said] of [
    [{ fone: '55' }, /fone/],
    [{ timeoutMs: 'x' }, /^timeout: must be a whole number/],
    [{ webhook: new Date() }, /^webhook: is a Date/],
    [{ signal: 5 }, /^signal/],
  ]) {
    await assert.rejects(wpp.session.connect(options).next(), { code: 'invalid_input', message: said })
  }
})

test('the stack of a login that fails shows who watched it', async () => {
  await wpp.world.session('fresh', 'absent')
  async function loginPage() {
    for await (const _ of wpp.client.session('fresh').connect({ timeoutMs: 50 }));
  }
  const error = await loginPage().catch((error) => error)
  assert.equal(error.code, 'timeout')
  assert.match(error.stack, /at async loginPage/)
})
