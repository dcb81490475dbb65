import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { MockServer, useMock } from 'wppkit/testing'
import { execute, folder, install, link, root, write } from './support.mjs'

const body = `test('a message is sent', async () => {
  const sent = await wpp.session.sendText('5521999999999', 'Olá')
  if (!sent.id.startsWith('true_')) throw new Error(sent.id)
  await wpp.world.expectSent({ session: 'shop', body: { message: 'Olá' }, times: 1 })
})
test('each test has a world of its own', async () => {
  if ((await wpp.world.requests()).length !== 0) throw new Error('not empty')
})`

const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')))

test('Jest finds its hooks', async (t) => {
  const project = folder(t)
  link(project, 'wppkit', 'wppkit-mock')
  const source = `const { useMock } = require('wppkit/testing')\nconst wpp = useMock()\n${body}`
  write(project, { 'a.test.js': source, 'package.json': { name: 'p', version: '1.0.0' } })
  const args = [join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', project, '--watchman=false']
  const { stderr } = await execute(process.execPath, args, { cwd: project, env: { ...bare, NO_COLOR: '1' } })
  assert.match(stderr, /Tests: +2 passed/)
})

test('Vitest finds its hooks, and hands them in', async (t) => {
  const project = folder(t)
  // Installed, not linked: Vitest would take a linked package for a part of the project.
  install(project)
  link(project, 'wppkit-mock', 'vitest')
  const own = `import { afterAll, afterEach, beforeAll, beforeEach, test } from 'vitest'
    import { useMock } from 'wppkit/testing'
    const wpp = useMock({ beforeAll, afterAll, beforeEach, afterEach })\n${body}`
  write(project, { 'a.test.mjs': own, 'package.json': { name: 'p', version: '1.0.0' } })
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', project]
  const { stdout } = await execute(process.execPath, args, { cwd: project, env: { ...bare, NO_COLOR: '1' } })
  assert.match(stdout, /Tests +2 passed/)
})

const wpp = useMock(undefined, { frozen: true })

test('a frozen clock goes where it is sent', async () => {
  const fresh = await wpp.world.session('fresh', 'QRCODE')
  await fresh.phone.scan()
  assert.notEqual(await fresh.state(), 'CONNECTED')
  await wpp.world.clock.advance(3000)
  assert.equal(await fresh.state(), 'CONNECTED')
})

test('what arrives is delivered, what goes wrong goes wrong, and what was not sent is told', async () => {
  await wpp.mock.deliver('message', { from: '5521988887777@c.us', body: 'oi' })
  assert.ok((await wpp.world.deliveries()).length > 0)
  const fault = {
    match: { call: 'sendText', times: 1 },
    do: { throw: { kind: 'pageError', message: 'boom' } },
  }
  await wpp.world.faults(fault)
  await assert.rejects(wpp.session.messages.sendMessage({ phone: '5521999999999', message: 'x' }), {
    status: 500,
  })
  await wpp.world.directory({ 351912345678: { exists: false } })
  await assert.rejects(wpp.session.sendText('351912345678', 'x'), { code: 'number_not_found' })
  const missed = wpp.world.expectSent({ body: { message: 'never' } })
  await assert.rejects(missed, {
    name: 'AssertionError',
    message:
      /^expected .*never.*: send-message was called 0 times like this.*body\.message: expected "never", was "x"\)$/,
  })
  await assert.rejects(wpp.world.session('shop', { state: 'NONSENSE' }), {
    name: 'MockError',
    message: /CONNECTED/,
  })
  await wpp.mock.browser('crash')
  assert.equal((await wpp.session.status()).state, 'degraded')
})

test('a mock that cannot start says why', async () => {
  await assert.rejects(MockServer.start({ port: 99_999_999 }), /ended at once: .*99999999/s)
})
