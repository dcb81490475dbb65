import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { useMock } from 'wppkit/testing'
import { execute, folder, link, repository, root, tsc, write } from './support.mjs'

const wpp = useMock()
const pages = ['bindings-node/README.md', 'docs/node.md', 'docs/migrate-from-a-helper.md']

/** The JavaScript and TypeScript of a page. */
function snippets(page) {
  const path = join(repository, page)
  if (!existsSync(path)) return []
  const blocks = readFileSync(path, 'utf8').matchAll(/^```(js|ts)\n([\s\S]*?)^```/gm)
  return [...blocks]
    .map(([, language, source]) => ({ language, source }))
    .filter(({ source }) => /^import/m.test(source))
}

test('the snippets of the documentation are right to the compiler', async (t) => {
  const project = folder(t)
  link(project, 'wppkit', 'express', '@types', 'fastify', '@nestjs', '@opentelemetry', 'axios')
  const files = {}
  for (const page of pages) {
    for (const [index, { language, source }] of snippets(page).entries()) {
      const extension = language === 'ts' ? 'mts' : 'mjs'
      files[`${page.replace(/\W/g, '-')}-${index}.${extension}`] = source
    }
  }
  assert.ok(Object.keys(files).length >= 10)
  const compilerOptions = {
    allowJs: true,
    checkJs: true,
    strict: true,
    noImplicitAny: false,
    module: 'node16',
    moduleResolution: 'node16',
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    experimentalDecorators: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  }
  write(project, { ...files, 'tsconfig.json': { compilerOptions } })
  await tsc(project, '-p', '.')
})

test('the first lines of the README run', async (t) => {
  const project = folder(t)
  link(project, 'wppkit')
  const [{ source }] = snippets('bindings-node/README.md')
  const use = source
    .replace('http://127.0.0.1:21465', wpp.world.url)
    .replace('THISISMYSECURETOKEN', wpp.world.secret)
  write(project, { 'use.mjs': use })
  const { stdout } = await execute(process.execPath, ['use.mjs'], { cwd: project })
  assert.match(stdout, /^true_5521999999999@c\.us_\w+ 5521999999999@c\.us\n\d+ 200\n$/)
})

test('every import that is documented is there', () => {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const text = pages
    .map((page) => (existsSync(join(repository, page)) ? readFileSync(join(repository, page), 'utf8') : ''))
    .join()
  for (const [, path] of text.matchAll(/['`]wppkit(\/[a-z]+)['`]/g)) assert.ok(exports[`.${path}`], path)
  for (const name of Object.keys(exports).filter((name) => /^\.\/[a-z]+$/.test(name))) {
    assert.ok(text.includes(`wppkit${name.slice(1)}`), `${name} is not documented`)
  }
})

test('the helper with axios duplicates what its twin sends once', async (t) => {
  const project = folder(t)
  link(project, 'wppkit', 'axios')
  const [helper, twin] = snippets('docs/migrate-from-a-helper.md')
  const use = `import { WhatsAppHelper } from './helper.mjs'
    import { WhatsApp } from './twin.mjs'
    const [url, token, secret] = process.argv.slice(2)
    const old = new WhatsAppHelper(url, 'shop', token)
    const shop = new WhatsApp(url, 'shop', secret)
    console.log(await old.state(), await shop.state())
    await old.sendText('(21) 99999-9999', 'old').catch((error) => console.log(error.response.status))
    await shop.sendText('(21) 99999-9999', 'new').catch((error) => console.log(error.status, error.delivery))`
  write(project, { 'helper.mjs': helper.source, 'twin.mjs': twin.source, 'use.mjs': use })
  const { token } = await wpp.session.auth.generateToken()
  await wpp.world.faults({
    match: { operation: 'send-message' },
    do: { status: 500, body: { status: 'error' } },
  })
  const args = ['use.mjs', wpp.world.url, token, wpp.world.secret]
  const { stdout } = await execute(process.execPath, args, { cwd: project })
  assert.equal(stdout, 'CONNECTED connected\n500\n500 unknown\n')
  await wpp.world.expectSent({ body: { message: 'old' }, times: 3 })
  await wpp.world.expectSent({ body: { message: 'new' }, times: 1 })
})
