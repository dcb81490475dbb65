// Measures every client side by side: medians over rounds in which each has its turn. Nothing here is a test.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { clients } from './clients.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const CALLS = { 1: 4000, 32: 12_000 }
const GOALS = { axios: { 1: 6, 32: 12 }, undici: { 1: 1, 32: 1 } }

const here = import.meta.dirname
const server = spawn(process.execPath, ['answers.mjs'], { cwd: here, stdio: ['ignore', 'pipe', 'inherit'] })
const [url] = await once(createInterface({ input: server.stdout }), 'line')

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

function node(...args) {
  return execFileSync(process.execPath, args, { cwd: here, encoding: 'utf8' }).trim()
}

console.log('| client | c | CPU per call | wppkit is | goal |\n|---|---|---|---|---|')
for (const concurrency of [1, 32]) {
  const times = Object.fromEntries(Object.keys(clients).map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(clients)) {
      times[name].push(Number(node('measure.mjs', name, url, String(concurrency), String(CALLS[concurrency]))))
    }
  }
  const own = median(times.wppkit)
  for (const [name, each] of Object.entries(times)) {
    const cost = median(each)
    const ratio = name === 'wppkit' ? '' : `${(cost / own).toFixed(1)} × cheaper`
    const goal = GOALS[name] ? `≥ ${GOALS[name][concurrency]} ×` : ''
    console.log(`| ${name} | ${concurrency} | ${cost.toFixed(1)} µs | ${ratio} | ${goal} |`)
  }
}
const start = Array.from({ length: 11 }, () =>
  Number(node('-p', "const t = performance.now(); require('../../bindings-node'); performance.now() - t")),
)
console.log(`| require('wppkit') | | ${median(start).toFixed(1)} ms | | ≤ 10 ms |`)
console.log(`\nMeasured on: ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}.`)
server.kill()
