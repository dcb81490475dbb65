import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
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

test('worlds begin as they are told, and what happens to messages can be told, too', async () => {
  const before = await wpp.world.clock.now()
  await wpp.world.clock.advance(60_000)
  assert.equal((await wpp.world.clock.now()) - before, 60_000)
  const lost = { match: { delivery: 'webhook', event: 'onmessage' }, do: { drop: true } }
  const late = { match: { call: 'sendText' }, do: { throw_after: { kind: 'pageError', message: 'boom' } } }
  await wpp.world.faults(lost, late)
  await wpp.mock.put({ webhook: 'http://127.0.0.1:9/hooks' })
  await wpp.mock.deliver('message', { from: '5521988887777@c.us', body: 'oi' })
  const kept = (await wpp.world.deliveries()).find(({ event }) => event === 'onmessage')
  assert.ok(JSON.stringify(kept).includes('drop'), JSON.stringify(kept))
  await assert.rejects(wpp.session.sendText('5521999999999', 'x'), { delivery: 'unknown' })
  await wpp.world.expectSent({ body: { message: 'x' }, times: 1 })
  await wpp.world.reset('zombie')
  assert.equal((await wpp.client.session('shop').health()).healthy, false)
  const code = await wpp.world.session('fresh', 'QRCODE')
  await code.phone.newQr()
  await (await wpp.world.session('fine')).phone.ban()
  await wpp.world.clock.freeze()
  await wpp.world.clock.advance(30_000)
  assert.notEqual(await (await wpp.world.session('fine')).state(), 'CONNECTED')
})

test('the types know every world and every event of the mock', async () => {
  const types = readFileSync(join(root, 'ts/testing/trouble.ts'), 'utf8')
  const typed = (name) => {
    const [, union] = new RegExp(`^export type ${name} =\n((?: +\\| '.*'\n)+)`, 'm').exec(types)
    return [...union.matchAll(/'(.*)'/g)].map(([, word]) => word)
  }
  const presets = await wpp.world.reset('nonsense').catch((error) => error.hint)
  assert.deepEqual(/one of (.*)\}/.exec(presets)[1].split(', '), typed('Preset'))
  const events = await wpp.mock.deliver('nonsense').catch((error) => error.hint)
  const known = [...events.matchAll(/"(\w+)"(?!:)/g)].map(([, word]) => word)
  assert.deepEqual(known, typed('MockEvent'))
})

test('Vitest without hooks is told to hand them in', async (t) => {
  t.after(() => delete process.env.VITEST)
  process.env.VITEST = 'true'
  assert.throws(() => useMock(), /import them, and call useMock/)
})

test('a mock that cannot start says why', async () => {
  await assert.rejects(MockServer.start({ port: 99_999_999 }), /ended at once: .*99999999/s)
})

test('a program that is no mock server is named', { skip: process.platform === 'win32' }, async (t) => {
  const other = join(folder(t), 'other')
  writeFileSync(other, '#!/bin/sh\necho hello; exec sleep 60\n', { mode: 0o755 })
  const named = process.env.WPPKIT_BINARY
  process.env.WPPKIT_BINARY = other
  t.after(() => {
    if (named === undefined) delete process.env.WPPKIT_BINARY
    else process.env.WPPKIT_BINARY = named
  })
  await assert.rejects(MockServer.start(), /other is not wppkit's mock server.*"hello".*WPPKIT_BINARY/)
})
