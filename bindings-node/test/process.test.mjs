import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { useMock } from 'wppkit/testing'

const run = promisify(execFile)
const wpp = useMock()
const cwd = import.meta.dirname
const main = createRequire(import.meta.url).resolve('wppkit')

function environment() {
  return {
    ...process.env,
    WPPKIT_URL: wpp.world.url,
    WPPKIT_SECRET_KEY: wpp.world.secret,
    WPPKIT_SESSION: 'shop',
    WPPKIT_TOKEN_COST: '4',
  }
}

async function node(source, type = 'module') {
  const args = [`--input-type=${type}`, '--unhandled-rejections=strict', '-e', source]
  return (await run(process.execPath, args, { cwd, env: environment(), timeout: 60_000 })).stdout.trim()
}

test('a process ends by itself when its work is done', async () => {
  const source = `import { Client } from 'wppkit'
    const client = new Client()
    const { state } = await client.session().status()
    console.log(state, process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length)`
  assert.equal(await node(source), 'connected 0')
})

test('calls need no thread beside the event loop', { skip: process.platform !== 'linux' }, async () => {
  const source = `import { readdirSync, readFileSync } from 'node:fs'
    import { Client } from 'wppkit'
    const client = new Client()
    await Promise.all([1, 2, 3].map(() => client.session().session.statusSession()))
    const names = readdirSync('/proc/self/task').map((id) => readFileSync('/proc/self/task/' + id + '/comm', 'utf8'))
    console.log(names.length > 0, names.filter((name) => name.startsWith('wppkit')).length)`
  assert.equal(await node(source), 'true 0')
})

test('calls through a proxy go on as soon as its sockets say so', async () => {
  const asked = []
  const proxy = createServer(async (request, response) => {
    asked.push(request.url)
    const there = new URL(wpp.world.url + new URL(request.url).pathname)
    const answer = await fetch(there, { headers: { authorization: request.headers.authorization } })
    const body = Buffer.from(await answer.arrayBuffer())
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') }).end(body)
  })
  // A connection that is closed would make the call go on, too.
  proxy.keepAliveTimeout = 0
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const token = (await wpp.world.client().session('shop').auth.generateToken()).token
  // Without looks at the clock, nothing but the sockets makes a call go on.
  const source = `const timers = require('node:timers')
    const { setInterval } = timers
    timers.setInterval = (work, every) => setInterval(work, every < 1000 ? 1 << 30 : every)
    const { Client } = require('wppkit')
    const shop = new Client('http://wpp.example:21465', { token: ${JSON.stringify(token)} }).session('shop')
    const status = () => shop.session.statusSession().then(({ status }) => status)
    const all = async () => [await status(), await status(), ...(await Promise.all([1, 2, 3].map(status)))]
    all().then((told) => console.log(told.join()))`
  const env = { ...process.env, http_proxy: `http://127.0.0.1:${proxy.address().port}`, WPPKIT_URL: '' }
  try {
    const told = await run(process.execPath, ['-e', source], { cwd, env, timeout: 60_000 })
    assert.equal(told.stdout.trim(), Array(5).fill('CONNECTED').join())
    assert.deepEqual(asked, Array(5).fill('http://wpp.example:21465/api/shop/status-session'))
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('a failure that is handled late or a call that is forgotten ends nothing', async () => {
  const source = `import { Client } from 'wppkit'
    const shop = new Client().session()
    const failing = shop.sendText('nonsense', 'x')
    await failing.catch((error) => console.log(error.code))
    const login = shop.connect({ nonsense: 1 })
    const first = login.next(); const second = login.next()
    await first.catch((error) => console.log(error.code))
    console.log((await second).done)`
  assert.equal(await node(source), 'invalid_input\ninvalid_input\ntrue')
})

test('CommonJS and ES modules share one class of errors', async () => {
  const source = `const { WppError } = require('wppkit')
    import('wppkit').then((esm) => console.log(esm.WppError === WppError, esm.Client === require('wppkit').Client))`
  assert.equal(await node(source, 'commonjs'), 'true true')
})

test('worker threads call, and may be ended in the middle', async () => {
  const source = `const { parentPort, workerData } = require('node:worker_threads')
    const { Client } = require(workerData.main)
    const shop = new Client(workerData.url, { secretKey: workerData.secret, tokenCost: 4, env: false }).session('shop')
    const calls = Array.from({ length: 20 }, () => shop.session.statusSession())
    Promise.all(calls).then((all) => {
      parentPort.postMessage(all.length)
      for (let index = 0; index < 50; index++) shop.session.statusSession()
    })`
  const options = { eval: true, workerData: { main, url: wpp.world.url, secret: wpp.world.secret } }
  await Promise.all(
    [1, 2, 3].map(async () => {
      const worker = new Worker(source, options)
      const [answers] = await once(worker, 'message')
      assert.equal(answers, 20)
      await worker.terminate()
    }),
  )
  assert.equal((await wpp.session.status()).state, 'connected')
})

test('npx wppkit is the command', async () => {
  const { stdout } = await run(process.execPath, ['../bin/wppkit.cjs', '--version'], { cwd })
  assert.match(stdout, /^wppkit \d+\.\d+\.\d+/)
  const env = { ...process.env, WPPKIT_BINARY: '/nowhere/wppkit' }
  const failed = await run(process.execPath, ['../bin/wppkit.cjs'], { cwd, env }).catch((error) => error)
  assert.equal(failed.code, 127)
  assert.match(failed.stderr, /WPPKIT_BINARY/)
  const used = await run(process.execPath, ['../bin/wppkit.cjs', 'nonsense'], { cwd }).catch((error) => error)
  assert.equal(used.code, 2)
})
