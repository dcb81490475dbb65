import assert from 'node:assert/strict'
import { Blob, File } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { useMock } from 'wppkit/testing'

const wpp = useMock()
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const to = '5521999999999'
let folder
let path

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wppkit-media-'))
  path = join(folder, 'pixel.png')
  await writeFile(path, PNG)
})
after(() => rm(folder, { recursive: true }))

async function* halves() {
  yield new Uint8Array(PNG.subarray(0, 20))
  yield PNG.subarray(20)
}

test('every form of a file arrives', async () => {
  const view = new DataView(PNG.buffer, PNG.byteOffset, PNG.byteLength)
  const forms = {
    path,
    'file URL': pathToFileURL(path),
    'data URI': `data:image/png;base64,${PNG.toString('base64')}`,
    buffer: PNG,
    view,
    bytes: new Uint8Array(PNG),
    'array buffer': new Uint8Array(PNG).buffer,
    blob: new Blob([PNG], { type: 'image/png' }),
    file: new File([PNG], 'photo.png', { type: 'image/png' }),
    'stream of node': Readable.from([PNG.subarray(0, 9), PNG.subarray(9)]),
    'file stream': createReadStream(path),
    'stream of the web': new Blob([PNG]).stream(),
    generator: halves(),
  }
  for (const [form, file] of Object.entries(forms)) {
    const sent = await wpp.session.sendMedia(to, file, { caption: form })
    assert.equal(sent.chat, '5521999999999@c.us', form)
  }
  const sent = (await wpp.world.requests()).filter(({ operation }) => operation?.startsWith('send-'))
  assert.equal(sent.length, Object.keys(forms).length)
})

test('an operation takes a file beside its fields', async () => {
  const [result] = await wpp.session.messages.sendFile({ phone: to, filename: 'photo.png' }, { file: PNG })
  assert.match(result.id, /^true_/)
  await assert.rejects(wpp.session.messages.sendMessage({ phone: to, message: 'x' }, { file: PNG }), {
    code: 'invalid_input',
    message: /^file: is no option/,
  })
})

test('a stream that fails fails the send with its own reason, and nothing was sent', async () => {
  const reason = new Error('the disk is gone')
  async function* broken() {
    yield PNG.subarray(0, 8)
    throw reason
  }
  const error = await wpp.session.sendMedia(to, broken()).catch((error) => error)
  assert.equal(error.name, 'WppError')
  assert.equal(error.cause, reason)
})

test('a source is closed when its call is cancelled', async () => {
  const abort = new AbortController()
  let close
  const closed = new Promise((resolve) => {
    close = resolve
  })
  async function* endless() {
    try {
      for (;;) {
        yield Buffer.alloc(65_536)
        abort.abort()
      }
    } finally {
      close()
    }
  }
  await assert.rejects(wpp.session.sendMedia(to, endless(), { signal: abort.signal }), { code: 'cancelled' })
  await closed
})

test('a stream is closed, and ends no process, also if nothing was read of it', async () => {
  const client = wpp.world.client()
  const { messages } = client.session('shop')
  client.close()
  const refused = { code: 'invalid_input', message: /closed/ }
  const open = createReadStream(path)
  await assert.rejects(messages.sendFile({ phone: to, filename: 'a' }, { file: open }), refused)
  assert.ok(open.destroyed)
  const uncaught = []
  const note = (error) => uncaught.push(error)
  process.on('uncaughtException', note)
  const missing = createReadStream(join(folder, 'missing.png'))
  await assert.rejects(messages.sendFile({ phone: to, filename: 'a' }, { file: missing }), refused)
  if (!missing.closed) await new Promise((resolve) => missing.once('close', resolve))
  process.off('uncaughtException', note)
  assert.deepEqual(uncaught, [])
})

test('a stream is closed whose send is refused before anybody opens it', async () => {
  const { messages } = wpp.client.session('shop')
  const request = { phone: to, filename: 'a' }
  const refusals = [
    [request, (file) => ({ file, signal: AbortSignal.abort() }), 'cancelled'],
    [request, (file) => ({ file, timeout: -1 }), 'invalid_input'],
    [request, (file) => ({ file, nonsense: 1 }), 'invalid_input'],
    [{ ...request, filename: () => 'a' }, (file) => ({ file }), 'invalid_input'],
    [request, (file) => ({ file, mediaType: 5 }), 'invalid_input'],
  ]
  for (const [fields, options, code] of refusals) {
    const file = createReadStream(join(folder, 'missing.png'))
    // It would end the process here, if nobody heard of it.
    await assert.rejects(messages.sendFile(fields, options(file)), { code })
    if (!file.closed) await new Promise((resolve) => file.once('close', resolve))
    const web = new ReadableStream({ cancel: () => cancelled.push(code) })
    const cancelled = []
    await assert.rejects(messages.sendFile(fields, options(web)), { code })
    assert.deepEqual(cancelled, [code])
  }
})

test('the file of a message comes as bytes beside what is known of it, or is written where it shall be', async () => {
  await wpp.world.control.call('POST', '/reset', { preset: 'recordings' })
  const main = wpp.client.session('main')
  const id = 'false_5511999990001@c.us_3A0000000000000IMAGE'
  const media = await main.download(id)
  assert.equal(media.mimetype, 'image/png')
  assert.ok(Buffer.isBuffer(media.bytes))
  assert.equal(media.bytes.length, media.size)
  assert.deepEqual(media.bytes.subarray(1, 4).toString(), 'PNG')
  assert.deepEqual(Object.keys(media).sort(), ['mimetype', 'size'])
  const file = join(folder, 'downloaded.png')
  const written = await main.download(id, { file })
  assert.deepEqual([written.file, written.size, written.bytes], [file, media.size, undefined])
  assert.deepEqual(await readFile(file), media.bytes)
})

test('what is no file is refused by its name', async () => {
  for (const file of [5, null, {}, true]) {
    const sending = wpp.session.sendMedia(to, file)
    await assert.rejects(sending, { code: 'invalid_input', message: /^file: / }, String(file))
  }
  const given = new ArrayBuffer(8)
  structuredClone(given, { transfer: [given] })
  const read = new Blob(['x']).stream()
  read.getReader()
  for (const file of [new URL('file://elsewhere/x.png'), given, read, '/tmp/\ud83d.png']) {
    const error = await wpp.session.sendMedia(to, file).catch((error) => error)
    assert.equal(error.code, 'invalid_input', String(error))
    assert.match(error.message, /^file: (cannot be read: .+|has half of a character)/)
    assert.equal(error.delivery, 'not_sent')
  }
  const missing = join(folder, 'missing.png')
  await assert.rejects(wpp.session.sendMedia(to, missing), { code: 'invalid_input', delivery: 'not_sent' })
})
