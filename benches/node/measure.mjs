// measure.mjs CLIENT URL CONCURRENCY CALLS: prints the CPU time of this process per call, in microseconds.
import { clients } from './clients.mjs'

const [name, url, concurrency, calls] = process.argv.slice(2)
const read = await clients[name](url)

async function run(count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) if ((await read()) !== 'CONNECTED') throw new Error('another answer')
  }
  await Promise.all(Array.from({ length: Number(concurrency) }, worker))
}

await run(Number(calls) / 4)
const before = process.cpuUsage()
await run(Number(calls))
const { user, system } = process.cpuUsage(before)
console.log((user + system) / Number(calls))
process.exit(0)
