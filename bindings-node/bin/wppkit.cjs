#!/usr/bin/env node
'use strict'

const { spawn } = require('node:child_process')
const { findBinary } = require('../dist/testing/binary.js')

let program
try {
  program = findBinary()
} catch (error) {
  console.error(error.message)
  process.exit(127)
}
const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' })
// The terminal sends its signals to both: the program decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(`wppkit cannot be started: ${error.message}`)
  process.exit(126)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 : (code ?? 1)))
