'use strict'

const { existsSync } = require('node:fs')
const { join } = require('node:path')

function platformName() {
  const { platform, arch } = process
  if (platform === 'win32') return `${platform}-${arch}-msvc.exe`
  if (platform !== 'linux') return `${platform}-${arch}`
  const musl = process.report?.getReport().header.glibcVersionRuntime === undefined
  return `${platform}-${arch}-${musl ? 'musl' : 'gnu'}`
}

/** Path of the program `wppkit` for this platform. */
exports.binary = function binary() {
  const file = join(__dirname, 'bin', `wppkit.${platformName()}`)
  if (!existsSync(file)) throw new Error(`wppkit-mock has no program for ${platformName()} (looked for ${file})`)
  return file
}
