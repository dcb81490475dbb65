import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'wppkit'
import { useMock } from 'wppkit/testing'
import { execute } from './support.mjs'

const wpp = useMock()

class Store {
  tokens = new Map()
  asked = []
  async load({ server, session }) {
    this.asked.push(`load ${session}`)
    return this.tokens.get(`${server} ${session}`)
  }
  async save({ server, session }, token) {
    this.asked.push(`save ${session}`)
    this.tokens.set(`${server} ${session}`, token)
  }
  async remove({ session }) {
    this.asked.push(`remove ${session}`)
  }
}

test('tokens are kept where the application wants them', async () => {
  const store = new Store()
  await wpp.world.client({ tokenStore: store }).session('shop').status()
  assert.deepEqual(store.asked, ['load shop', 'save shop'])
  assert.match([...store.tokens.values()][0], /^\$2[aby]\$/)
  await wpp.world.client({ tokenStore: store }).session('shop').status()
  assert.deepEqual(store.asked.slice(2), ['load shop'])
})

test('a store goes with its client, and what is none is refused', async () => {
  const source = `import { Client } from 'wppkit'
    import { setImmediate } from 'node:timers/promises'
    function made() {
      const tokenStore = { load() {}, save() {}, remove() {} }
      new Client('http://127.0.0.1:1', { env: false, secretKey: 'x', tokenStore })
      return new WeakRef(tokenStore)
    }
    const store = made()
// Looking at it keeps it for the turn.
    for (let turn = 0; turn < 20; turn++) { await setImmediate(); global.gc() }
    await setImmediate()
    console.log(store.deref() === undefined)`
  const { stdout } = await execute(process.execPath, ['--expose-gc', '--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
  })
  assert.equal(stdout, 'true\n')
  for (const tokenStore of [{}, null, 5, { load() {}, save() {} }]) {
    assert.throws(() => new Client('http://127.0.0.1:1', { tokenStore }), {
      code: 'invalid_input',
      message: /^tokenStore: has no (load|remove)/,
    })
  }
})

test('a store that fails fails no call', async () => {
  const store = {
    load: () => Promise.reject(new Error('the database is away')),
    save() {
      throw new Error('the database is away')
    },
    remove() {},
  }
  const status = await wpp.world.client({ tokenStore: store }).session('shop').status()
  assert.equal(status.state, 'connected')
})
