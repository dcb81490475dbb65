import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { useMock } from 'wppkit/testing'
import { copy, folder, link, tsc } from './support.mjs'

const wpp = useMock()

async function start(t, project, program) {
  const env = {
    ...process.env,
    PORT: '0',
    WPPKIT_URL: wpp.world.url,
    WPPKIT_SECRET_KEY: wpp.world.secret,
    WPPKIT_SESSION: 'shop',
  }
  const child = spawn(process.execPath, [program], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill())
  const [page] = await once(createInterface({ input: child.stdout }), 'line')
  return page
}

async function use(page) {
  assert.match(await (await fetch(page)).text(), /<wppkit-dashboard/)
  const status = await (await fetch(`${page}status/`)).json()
  assert.equal(status.session.connected, true)
  const notify = (phone) =>
    fetch(new URL('/orders/7/notify', page), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ phone, text: 'Your order is on its way' }),
    })
  const sent = await notify('5521999999999')
  assert.ok(sent.ok)
  assert.match((await sent.json()).messageId, /^true_/)
  const refused = await notify('12')
  assert.equal(refused.status, 422)
  assert.equal((await refused.json()).code, 'invalid_input')
  await wpp.world.expectSent({ body: { message: 'Your order is on its way' }, times: 1 })
}

test('the Express example', async (t) => {
  const project = folder(t)
  copy('examples/express', project)
  link(project, 'express', 'wppkit')
  await use(await start(t, project, 'server.mjs'))
})

test('the Nest example', async (t) => {
  const project = folder(t)
  copy('examples/nest', project)
  link(project, '@nestjs', '@types', 'reflect-metadata', 'rxjs', 'wppkit')
  await tsc(project, '-p', '.')
  await use(await start(t, project, 'dist/main.js'))
})
