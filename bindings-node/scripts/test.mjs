// Runs the tests: scripts/test.mjs [FILE…]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const given = process.argv.slice(2)
const all = readdirSync(join(root, 'test'))
  .filter((name) => name.endsWith('.test.mjs'))
  .map((name) => join('test', name))
const args = ['--test', '--test-concurrency=2', '--test-reporter=tap', ...(given.length > 0 ? given : all)]
const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
const counts = {}
for await (const line of createInterface({ input: child.stdout })) {
  const [, kind, count] = /^# (pass|fail|cancelled|skipped) (\d+)$/.exec(line) ?? []
  if (kind) counts[kind] = Number(count)
  // What passed is counted; what failed is shown with everything that was said of it.
  if (
    !/^(\s*(ok \d+|# Subtest:|duration_ms:|type:|---|\.\.\.)|TAP version|1\.\.|# (tests|suites|todo|duration_ms) )/.test(
      line,
    )
  )
    console.log(line)
}
const { pass = 0, fail = 0, cancelled = 0, skipped = 0 } = counts
console.log(`node: ${pass} passed, ${fail + cancelled} failed, ${skipped} skipped`)
if (child.exitCode === null) await once(child, 'exit')
process.exitCode = child.exitCode === 0 && pass > 0 ? 0 : 1
