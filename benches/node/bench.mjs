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

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

// Where client and server run: on different cores a client also pays for waking up that of the server.
const PLACEMENTS = { 'one core': ['taskset', '-c', String(cpus().length - 1)], 'any core': ['env'] }

function node([command, ...before], ...args) {
  return execFileSync(command, [...before, process.execPath, ...args], { cwd: here, encoding: 'utf8' }).trim()
}

console.log('| client | c | cores | CPU per call | wppkit is | goal |\n|---|---|---|---|---|---|')
for (const [placement, place] of Object.entries(PLACEMENTS)) {
  const [command, ...before] = place
  const server = spawn(command, [...before, process.execPath, 'answers.mjs'], {
    cwd: here,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface({ input: server.stdout }), 'line')
  for (const concurrency of [1, 32]) {
    const times = Object.fromEntries(Object.keys(clients).map((name) => [name, []]))
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(clients)) {
        const args = ['measure.mjs', name, url, String(concurrency), String(CALLS[concurrency])]
        times[name].push(Number(node(place, ...args)))
      }
    }
    const costs = Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]))
    for (const [name, cost] of Object.entries(costs)) {
      const row = [name, concurrency, placement, `${cost.toFixed(1)} µs`]
      if (name === 'bare') {
        row[0] = 'a bare socket that reads nothing but JSON'
        row.push(['axios', 'undici'].map((other) => `${other}: ${(costs[other] / cost).toFixed(1)} ×`).join(', '), '')
      } else {
        row.push(name === 'wppkit' ? '' : `${(cost / costs.wppkit).toFixed(1)} × cheaper`)
        row.push(GOALS[name] ? `≥ ${GOALS[name][concurrency]} ×` : '')
      }
      console.log(`| ${row.join(' | ')} |`)
    }
  }
  server.kill()
}
const start = Array.from({ length: 11 }, () =>
  Number(node(['env'], '-p', "const t = performance.now(); require('../../bindings-node'); performance.now() - t")),
)
console.log(`| require('wppkit') | | | ${median(start).toFixed(1)} ms | | ≤ 10 ms |`)
console.log(`\nMeasured on: ${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}.`)
