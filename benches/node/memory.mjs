// Memory and resources over 100,000 calls, and what a further handle takes. Run with --expose-gc.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const { Client } = createRequire(import.meta.url)('../../bindings-node')
const CALLS = Number(process.env.CALLS ?? 100_000)
const server = spawn(process.execPath, ['answers.mjs'], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] })
const [url] = await once(createInterface({ input: server.stdout }), 'line')
const token = '$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'
const client = new Client(url, { token, env: false })
const shop = client.session('shop')

function report(calls) {
  globalThis.gc()
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  const mb = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`
  const resources = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  console.log(`${calls} calls: heap ${mb(heapUsed)}, external ${mb(external)}, RSS ${mb(rss)}, timers ${resources}`)
}

for (let done = 0; done < CALLS; ) {
  let left = CALLS / 10
  const signal = new AbortController().signal
  const worker = async () => {
    while (left-- > 0) await shop.session.statusSession(left % 2 ? { signal } : undefined)
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  done += CALLS / 10
  report(done)
}

for (const [what, make] of [
  ['session', (index) => client.session(`s${index}`)],
  ['client', () => new Client(url, { token, env: false })],
]) {
  globalThis.gc()
  const before = process.memoryUsage().rss
  const handles = Array.from({ length: 10_000 }, (_, index) => make(index))
  globalThis.gc()
  console.log(`a further ${what}: ${Math.round((process.memoryUsage().rss - before) / handles.length)} bytes`)
}
server.kill()
