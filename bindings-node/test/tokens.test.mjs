import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useMock } from 'wppkit/testing'

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
