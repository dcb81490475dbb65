// Webhooks and relayed events in each framework, as docs/node.md says.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Controller, Module, Post, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import express from 'express'
import Fastify from 'fastify'
import 'reflect-metadata'
import { Inbox, verifyRelay } from 'wppkit/events'
import { webhooks } from 'wppkit/fastify'
import { WppkitModule } from 'wppkit/nest'
import { useMock } from 'wppkit/testing'

const wpp = useMock()
const SECRET = '0123456789abcdef0123456789abcdef'

/** Answers 204 to what is a relay, 401 to what is none. */
function relayed(headers, body) {
  try {
    verifyRelay({ secret: SECRET, headers, body })
    return 204
  } catch (error) {
    return error.code === 'unauthorized' ? 401 : 500
  }
}

/** An application with an inbox below /hooks and relayed events at /relayed; gives its address. */
const frameworks = {
  async express(t, inbox) {
    const app = express()
    app.use('/hooks', inbox.receiver())
    app.post('/relayed', express.raw({ type: '*/*' }), (request, response) => {
      response.sendStatus(relayed(request.headers, request.body))
    })
    const server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    t.after(() => server.closeAllConnections() ?? server.close())
    return server.address().port
  },
  async fastify(t, inbox) {
    const app = Fastify()
    app.register(webhooks, { prefix: '/hooks', inbox })
    app.register(async (relays) => {
      relays.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
        done(null, body),
      )
      relays.post('/relayed', async ({ headers, body }, reply) => reply.code(relayed(headers, body)).send())
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    t.after(() => app.server.closeAllConnections() ?? app.close())
    return app.server.address().port
  },
  async nest(t, inbox) {
    const imports = [WppkitModule.forRoot({ client: wpp.client, session: 'shop' })]
    // The decorators of an application in TypeScript, applied by hand.
    class Relayed {
      take(request, response) {
        response.sendStatus(relayed(request.headers, request.rawBody))
      }
    }
    Controller('relayed')(Relayed)
    Post()(Relayed.prototype, 'take', Object.getOwnPropertyDescriptor(Relayed.prototype, 'take'))
    Req()(Relayed.prototype, 'take', 0)
    Res()(Relayed.prototype, 'take', 1)
    class AppModule {}
    Module({ imports, controllers: [Relayed] })(AppModule)
    const app = await NestFactory.create(AppModule, { logger: false, rawBody: true })
    app.use('/hooks', inbox.receiver())
    await app.listen(0, '127.0.0.1')
    const server = app.getHttpServer()
    t.after(() => server.closeAllConnections() ?? app.close())
    return server.address().port
  },
}

for (const [name, mount] of Object.entries(frameworks)) {
  test(`${name}: webhooks go into the inbox, whatever they hold, and only from who knows the address`, async (t) => {
    // The port is known when the application listens; the path of the address is what counts here.
    const inbox = new Inbox({ url: 'http://127.0.0.1/hooks', bodyLimit: 3_000_000 })
    const base = `http://127.0.0.1:${await mount(t, inbox)}`
    const { pathname } = new URL(await inbox.webhookUrl('shop'))
    const post = (path, body, method = 'POST') =>
      fetch(base + path, { method, headers: { 'content-type': 'application/json' }, body })
    // What a video in base64 takes is more than the frameworks let through by themselves.
    const body = 'é'.repeat(1_200_000)
    const event = { event: 'onmessage', session: 'shop', id: 'false_5511999990001@c.us_A', body }
    const taken = await post(pathname, JSON.stringify(event))
    assert.deepEqual([taken.status, await taken.json()], [200, {}])
    assert.equal((await post('/hooks/guess', JSON.stringify(event))).status, 404)
    assert.equal((await post(pathname, '{nonsense')).status, 400)
    assert.equal((await post(pathname, undefined, 'GET')).status, 405)
    assert.equal(
      (await post(pathname, JSON.stringify({ ...event, body: 'x'.repeat(4_000_000) }))).status,
      413,
    )
    const seen = []
    inbox.on('', ({ data }) => void seen.push(data.body))
    assert.deepEqual(await inbox.run({ untilEmpty: true }), { handled: 1, dead: 0 })
    assert.ok(seen[0] === body)
  })

  test(`${name}: relayed events are verified by the bytes that came`, async (t) => {
    const base = `http://127.0.0.1:${await mount(t, new Inbox())}`
    // A parser and a writer in between would lose the spaces.
    const body = '{ "kind":  "onmessage" }'
    const now = Math.floor(Date.now() / 1000)
    const signature = createHmac('sha256', SECRET).update(`${now}.${body}`).digest('hex')
    const post = (body) => {
      const headers = {
        'content-type': 'application/json',
        'wppkit-timestamp': String(now),
        'wppkit-signature': `v1=${signature}`,
        'wppkit-event': 'onmessage',
      }
      return fetch(`${base}/relayed`, { method: 'POST', headers, body })
    }
    assert.equal((await post(body)).status, 204)
    assert.equal((await post('{"kind":"onmessage"}')).status, 401)
  })
}

test('fastify: what is no inbox is told when the application starts', async () => {
  const app = Fastify()
  app.register(webhooks, { prefix: '/hooks' })
  await assert.rejects(async () => await app.ready(), { code: 'invalid_input', message: /^inbox: / })
})

test('express: a failure of the inbox is the framework’s to tell', async (t) => {
  const app = express()
  const told = []
  const inbox = new Inbox({ url: 'http://127.0.0.1/hooks' })
  inbox.receive = async () => {
    throw new Error('the disk is full')
  }
  app.use('/hooks', inbox.receiver())
  app.use((error, _request, response, _next) => {
    told.push(error.message)
    response.status(503).json({ error: 'later' })
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.after(() => server.closeAllConnections() ?? server.close())
  const response = await fetch(`http://127.0.0.1:${server.address().port}/hooks/x`, {
    method: 'POST',
    body: '{}',
  })
  assert.deepEqual([response.status, await response.json()], [503, { error: 'later' }])
  assert.deepEqual(told, ['the disk is full'])
})
