import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import Fastify from 'fastify'
import 'reflect-metadata'
import { Client, Session } from 'wppkit'
import { whatsapp as expressWhatsapp } from 'wppkit/express'
import { whatsapp as fastifyWhatsapp } from 'wppkit/fastify'
import { WppkitModule } from 'wppkit/nest'
import { useMock } from 'wppkit/testing'

const wpp = useMock()
const MOUNT = '/system/whatsapp'

async function listening(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}${MOUNT}`,
    close: () => new Promise((resolve) => server.closeAllConnections() ?? server.close(resolve)),
  }
}

/** The same page below the same path, in each framework. */
const frameworks = {
  async express(settings) {
    const app = express()
    app.use(MOUNT, expressWhatsapp(settings))
    return await listening(createServer(app))
  },
  async 'express after express.json()'(settings) {
    const app = express()
    app.use(express.json())
    app.use(MOUNT, expressWhatsapp(settings))
    return await listening(createServer(app))
  },
  async fastify(settings) {
    const app = Fastify()
    app.register(fastifyWhatsapp, { prefix: MOUNT, ...settings })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return {
      url: `http://127.0.0.1:${app.server.address().port}${MOUNT}`,
      close: () => app.server.closeAllConnections() ?? app.close(),
    }
  },
  async nest(settings, prefix = '') {
    const module = WppkitModule.forRoot({ path: MOUNT, ...settings })
    const app = await NestFactory.create(module, { logger: false, abortOnError: false })
    app.setGlobalPrefix(prefix)
    await app.listen(0, '127.0.0.1')
    assert.ok(app.get(Client) instanceof Client)
    assert.equal(app.get(Session).name, settings.session)
    const server = app.getHttpServer()
    return {
      url: `http://127.0.0.1:${server.address().port}${prefix}${MOUNT}`,
      close: () => server.closeAllConnections() ?? app.close(),
    }
  },
}

function caller(url) {
  return async (method, path, body) => {
    const request = { method }
    if (body !== undefined) {
      request.body = typeof body === 'string' ? body : JSON.stringify(body)
      request.headers = { 'content-type': 'application/json' }
    }
    const response = await fetch(`${url}${path}`, request)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
}

for (const [name, mount] of Object.entries(frameworks)) {
  test(`${name}: the endpoints of a status page`, async () => {
    const { url, close } = await mount({ client: wpp.client, session: 'shop', connections: true })
    const call = caller(url)
    try {
      const page = await call('GET', '/')
      assert.match(page.headers.get('content-type'), /^text\/html/)
      assert.match(page.body, /<wppkit-dashboard base="\/system\/whatsapp\/"/)
      assert.match((await call('GET', '/wppkit-dashboard.js')).body, /customElements/)

      const status = await call('GET', '/status/')
      assert.equal(status.status, 200)
      assert.equal(status.body.success, true)
      assert.equal(status.body.session.connected, true)
      assert.equal(status.body.session.status, 'isLogged')
      assert.equal((await call('GET', '/status')).status, 200)
      const head = await call('HEAD', '/events/')
      assert.deepEqual(
        [head.status, head.headers.get('content-type')?.split(';')[0]],
        [200, 'text/event-stream'],
      )

      const sent = await call('POST', '/send-test/', { phone: '5521999999999', message: 'Olá' })
      assert.equal(sent.status, 200, JSON.stringify(sent.body))
      assert.match(sent.body.messageId, /^true_/)
      const refused = await call('POST', '/send-test/', { phone: '12', message: 'x' })
      assert.deepEqual([refused.status, refused.body.success, refused.body.status_code], [400, false, 400])
      assert.equal((await call('POST', '/send-test/', '{nonsense')).status, 400)
      assert.equal((await call('POST', '/send-test/', '[1]')).status, 400)
      // No parser of the framework reads bytes that do not say what they are.
      const bare = Buffer.from(JSON.stringify({ phone: '5521999999999', message: 'Olá' }))
      const unnamed = await fetch(`${url}/send-test/`, { method: 'POST', body: bare })
      assert.equal(unnamed.status, 200)
      assert.match((await unnamed.json()).messageId, /^true_/)
      const large = await fetch(`${url}/send-test/`, { method: 'POST', body: Buffer.alloc(2_000_000, ' ') })
      assert.equal(large.status, 413)
      const { success, status_code } = await large.json()
      assert.deepEqual([success, status_code], [false, 413])

      const method = await call('GET', '/logout/')
      assert.deepEqual(
        [method.status, method.headers.get('allow'), method.body.status_code],
        [405, 'POST', 405],
      )
      assert.equal((await call('GET', '/nonsense/')).status, 404)

      const { body } = await call('GET', '/connections/')
      assert.deepEqual(
        body.connections.map(({ session }) => session),
        ['shop'],
      )

      const logout = await call('POST', '/logout/')
      assert.deepEqual([logout.status, logout.body.success], [200, true])
      const later = await call('POST', '/send-test/', { phone: '5521999999999', message: 'Olá' })
      assert.deepEqual([later.status, later.body.success, later.body.status_code], [400, false, 400])
      const code = await call('GET', '/qrcode/')
      assert.equal(code.body.qrcode ?? null, null)
    } finally {
      await close()
    }
  })

  test(`${name}: a login from the page, seen live`, async () => {
    const { url, close } = await mount({ client: wpp.client, session: 'fresh', page: { lang: 'en' } })
    const call = caller(url)
    try {
      const fresh = await wpp.world.session('fresh')
      const events = await watch(`${url}/events/`)
      const started = await call('POST', '/start/', {})
      assert.equal(started.status, 200, JSON.stringify(started.body))
      assert.match(started.body.qrcode, /^data:image\/png;base64,/)
      assert.equal(started.body.status.status, 'notLogged')
      await fresh.phone.scan()
      for await (const event of events) if (event.session?.connected) break
      assert.equal((await call('GET', '/status/')).body.session.status, 'isLogged')
    } finally {
      await close()
    }
  })
}

/** The data of a stream of server-sent events. */
async function watch(url) {
  const response = await fetch(url)
  assert.match(response.headers.get('content-type'), /^text\/event-stream/)
  return (async function* () {
    let text = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        if (data) yield JSON.parse(data)
      }
    }
  })()
}

test('who may not is refused, and sees nothing', async () => {
  const authorize = ({ headers }) => headers['x-user'] === 'owner'
  const { url, close } = await frameworks.express({ client: wpp.client, session: 'shop', authorize })
  try {
    for (const path of ['/', '/status/', '/events/', '/wppkit-dashboard.js']) {
      assert.equal((await fetch(url + path)).status, 403, path)
    }
    assert.equal((await fetch(`${url}/status/`, { headers: { 'x-user': 'owner' } })).status, 200)
  } finally {
    await close()
  }
})

test('a session that cannot be is told when it is mounted', () => {
  assert.throws(() => expressWhatsapp({ client: wpp.client, session: 'a/b' }), { code: 'invalid_input' })
  assert.throws(() => expressWhatsapp({ client: wpp.client }), { code: 'invalid_input' })
})

test('a setting that nothing would look at is refused, for it may be the lock of the door', async () => {
  const settings = { client: wpp.client, session: 'shop' }
  for (const [wrong, said] of [
    [{ authorise: () => false }, /^authorise: is no setting/],
    [{ authorize: 'owner' }, /^authorize: is a string/],
    [{ page: 'en' }, /^page: is a string/],
    [{ client: 5 }, /^client: is a number/],
    [{ path: '/x' }, /^path: is no setting/],
  ]) {
    assert.throws(() => expressWhatsapp({ ...settings, ...wrong }), { code: 'invalid_input', message: said })
  }
  assert.throws(() => expressWhatsapp(5), { code: 'invalid_input', message: /^settings: is a number/ })
  for (const name of ['fastify', 'nest']) {
    const mounting = frameworks[name]({ ...settings, authorise: () => false })
    await assert.rejects(mounting, { code: 'invalid_input', message: /^authorise: / }, name)
  }
})

test('what fails in the application is told to its log, and not to the page', async () => {
  const warned = new Promise((resolve) => process.once('warning', resolve))
  const authorize = async () => {
    throw new Error('the user table is gone')
  }
  const { url, close } = await frameworks.express({ client: wpp.client, session: 'shop', authorize })
  try {
    const response = await fetch(`${url}/status/`)
    const failure = { success: false, message: 'the request failed', status_code: 500 }
    assert.deepEqual([response.status, await response.json()], [500, failure])
    const { name, message } = await warned
    assert.equal(name, 'WppkitWarning')
    assert.match(message, /the user table is gone/)
  } finally {
    await close()
  }
})

test('nest: a global prefix stands before the page, and the page knows it', async () => {
  const { url, close } = await frameworks.nest({ client: wpp.client, session: 'shop' }, '/api')
  const call = caller(url)
  try {
    assert.match((await call('GET', '/')).body, /base="\/api\/system\/whatsapp\/"/)
    assert.equal((await call('GET', '/status/')).body.session.connected, true)
    assert.equal((await call('POST', '/close/')).status, 200)
  } finally {
    await close()
  }
})

test('nest: the client alone needs no session and no page', async () => {
  const app = await NestFactory.create(WppkitModule.forRoot({ client: wpp.client }), {
    logger: false,
    abortOnError: false,
  })
  await app.init()
  assert.equal(app.get(Client), wpp.client)
  await app.close()
  const wrong = WppkitModule.forRoot({ client: { url: wpp.world.url, session: 'a/b', env: false } })
  await assert.rejects(NestFactory.create(wrong, { logger: false, abortOnError: false }), {
    code: 'invalid_input',
    message: /a\/b/,
  })
})

test('an open page keeps no application from closing', { timeout: 20_000 }, async () => {
  const settings = { client: wpp.world.client(), session: 'shop' }
  const fastify = Fastify()
  fastify.register(fastifyWhatsapp, { prefix: MOUNT, ...settings })
  await fastify.listen({ port: 0, host: '127.0.0.1' })
  const nest = await NestFactory.create(WppkitModule.forRoot({ path: MOUNT, ...settings }), { logger: false })
  await nest.listen(0, '127.0.0.1')
  for (const [app, server] of [
    [fastify, fastify.server],
    [nest, nest.getHttpServer()],
  ]) {
    const events = await watch(`http://127.0.0.1:${server.address().port}${MOUNT}/events/`)
    assert.equal((await events.next()).value.session.connected, true)
    const [last] = await Promise.all([events.next(), app.close()])
    assert.equal(last.done, true)
  }
})
