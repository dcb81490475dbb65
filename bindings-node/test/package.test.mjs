import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { before, test } from 'node:test'
import { useMock } from 'wppkit/testing'
import { execute, folder, link, root, tsc, write } from './support.mjs'

const wpp = useMock()
let tarball
let packed

before(async (t) => {
  const target = folder({ after: (clean) => process.once('exit', clean) })
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', target], { cwd: root })
  packed = JSON.parse(stdout)[0]
  tarball = join(target, basename(packed.filename))
  void t
})

const environment = () => ({
  ...process.env,
  WPPKIT_URL: wpp.world.url,
  WPPKIT_SECRET_KEY: wpp.world.secret,
  WPPKIT_SESSION: 'shop',
})

async function installed(t, type) {
  const project = folder(t)
  write(project, { 'package.json': { name: 'empty', version: '1.0.0', type } })
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project })
  return project
}

test('the tarball holds what is documented, and nothing runs when it is installed', () => {
  const names = packed.files.map(({ path }) => path)
  assert.ok(
    names.includes('dist/index.js') && names.includes('dist/index.mjs') && names.includes('README.md'),
  )
  assert.ok(names.includes('LICENSE-MIT') && names.includes('dist/panel/wppkit-dashboard.js'))
  assert.ok(names.some((name) => /^native\/wppkit\..+\.node$/.test(name)))
  assert.deepEqual(
    names.filter((name) => /^(ts|test|src|scripts)\//.test(name)),
    [],
  )
  const { scripts, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const hook of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(scripts[hook], undefined)
  assert.equal(dependencies, undefined)
  assert.ok(statSync(tarball).size > 0)
})

test('installed into an empty project of ES modules it works alone', async (t) => {
  const project = await installed(t, 'module')
  const use = `import { Client, WppError } from 'wppkit'
    import { whatsapp } from 'wppkit/express'
    import { MockServer } from 'wppkit/testing'
    const shop = new Client().session()
    console.log((await shop.status()).state, typeof whatsapp({ session: 'shop' }), typeof MockServer)
    await shop.sendText('12', 'x').catch((error) => console.log(error instanceof WppError, error.code))`
  write(project, { 'use.js': use })
  const { stdout } = await execute(process.execPath, ['use.js'], { cwd: project, env: environment() })
  assert.equal(stdout, 'connected function function\ntrue invalid_input\n')
})

test('installed into an empty CommonJS project it works alone, and says what else it needs', async (t) => {
  const project = await installed(t, 'commonjs')
  const use = `const { Client } = require('wppkit')
    const { whatsapp } = require('wppkit/fastify')
    new Client().session().status().then(({ state }) => console.log(state, typeof whatsapp))`
  write(project, { 'use.js': use })
  const { stdout } = await execute(process.execPath, ['use.js'], { cwd: project, env: environment() })
  assert.equal(stdout, 'connected function\n')
  const { WPPKIT_BINARY, ...bare } = process.env
  const failed = execute(join(project, 'node_modules/.bin/wppkit'), ['--version'], {
    cwd: project,
    env: bare,
  })
  await assert.rejects(failed, /npm install --save-dev wppkit-mock/)
})

test('with wppkit-mock beside it, npx wppkit is the program', async (t) => {
  const project = folder(t)
  write(project, { 'package.json': { name: 'empty', version: '1.0.0' } })
  const packing = ['pack', '--json', '--pack-destination', project]
  const { stdout } = await execute('npm', packing, { cwd: join(root, 'mock') })
  const mock = join(project, basename(JSON.parse(stdout)[0].filename))
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball, mock], { cwd: project })
  const { WPPKIT_BINARY, ...env } = process.env
  const told = await execute('npx', ['--offline', 'wppkit', '--version'], { cwd: project, env })
  assert.match(told.stdout, /^wppkit \d+\.\d+\.\d+/)
})

test('the types are found however the package is imported, and a wrong field is an error', async (t) => {
  const project = folder(t)
  link(project, 'wppkit', '@types')
  const source = `import { Client, WppError, type Message, type SendResult, type Stage } from 'wppkit'
    import { useMock } from 'wppkit/testing'
    import { whatsapp } from 'wppkit/express'
    import type { Request } from 'express'
    export const page = whatsapp({ authorize: (request: Request) => request.get('x-user') === 'owner' })
    // @ts-expect-error no such setting
    whatsapp({ authorise: () => true })
    export async function use(client: Client) {
      const shop = client.session('shop')
      const sent = await shop.sendText('5521999999999', 'x', { quoted: 'id', signal: AbortSignal.timeout(1) })
      const id: string = sent.id
      const results: SendResult[] = await shop.messages.sendMessage({ phone: ['1', '2'], message: 'x' })
      const status: number = (await shop.chat.allChats()).raw.status
      const version: string | undefined = (await shop.session.statusSession()).version
      for await (const stage of shop.connect({ phone: '55' })) {
        const known: Stage['type'] = stage.type
        if (stage.type === 'qr') console.log(known, stage.png)
        // @ts-expect-error there is no such stage
        if (stage.type === 'qrcode') return
      }
      // @ts-expect-error a required field is missing
      await shop.messages.sendMessage({ phone: '1' })
      // @ts-expect-error no such field
      await shop.messages.sendMessage({ phone: '1', message: 'x', isgroup: true })
      // @ts-expect-error another type
      await shop.messages.sendMessage({ phone: 5, message: 'x' })
      // @ts-expect-error no such field of an answer
      console.log(sent.ids)
      // @ts-expect-error no such option
      await shop.sendText('1', 'x', { quotes: 'id' })
      // @ts-expect-error no such operation
      await shop.messages.sendMesage({})
      // @ts-expect-error no such setting
      new Client('http://h', { secret: 'x' })
      await shop.sendMedia('1', new Blob(['x']), { caption: 'x', kind: 'image' })
      try { await shop.close() } catch (error) {
        if (error instanceof WppError && error.code === 'not_connected') return error.hint
        // @ts-expect-error no such code
        if (error instanceof WppError && error.code === 'offline') return
      }
      // @ts-expect-error a signal is none of the options, but one of them
      await shop.status(AbortSignal.timeout(1))
      const message: Message | undefined = undefined
      return [id, results, status, version, message, useMock]
    }`
  const compilerOptions = {
    strict: true,
    module: 'node16',
    moduleResolution: 'node16',
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    noEmit: true,
    types: ['node'],
  }
  write(project, { 'esm.mts': source, 'cjs.cts': source, 'tsconfig.json': { compilerOptions } })
  await tsc(project, '-p', '.')
})

test('attw and publint have nothing to say', async () => {
  const bin = (name) => join(root, 'node_modules', '.bin', name)
  await execute(bin('attw'), [tarball, '--no-emoji'], { cwd: root })
  const { stdout } = await execute(bin('publint'), ['run', tarball, '--strict'], { cwd: root })
  assert.match(stdout, /All good/)
})
