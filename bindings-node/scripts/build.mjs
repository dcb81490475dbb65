// Builds the package: the native half for this platform, the TypeScript, and the doors for ES modules.
// --no-native leaves the native half as it is; --release builds it for publishing.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const repository = dirname(root)
const release = process.argv.includes('--release')

function run(program, args, cwd) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: 'inherit' })
  if (error) throw new Error(`${program} cannot be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Entry points of the package, as they stand in its exports. */
export const ENTRIES = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).exports)
  .filter((name) => name !== './package.json')
  .map((name) => (name === '.' ? 'index' : `${name.slice(2)}/index`))

function buildTypeScript() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
  run(process.execPath, [tsc, '-p', 'tsconfig.json'], root)
  const require = createRequire(pathToFileURL(join(root, 'dist', 'index.js')))
  for (const entry of ENTRIES) writeDoor(require, join(root, 'dist', entry))
  const dashboard = join('dashboard', 'wppkit-dashboard.js')
  cpSync(join(repository, dashboard), join(root, 'dist', 'panel', 'wppkit-dashboard.js'))
}

// There is one copy of every class, however it is imported: ES modules go through a door to the CommonJS file.
function writeDoor(require, entry) {
  const names = Object.keys(require(`${entry}.js`))
  const file = entry.slice(entry.lastIndexOf('/') + 1)
  const lines = [`import wppkit from './${file}.js'`, '']
  for (const name of names) lines.push(`export const ${name} = wppkit.${name}`)
  writeFileSync(`${entry}.mjs`, `${lines.join('\n')}\n`)
  writeFileSync(`${entry}.d.mts`, `export * from './${file}.js'\n`)
}

// The native half, and the program for tests.
function buildNative(name) {
  const target = process.env.CARGO_TARGET_DIR ?? join(repository, 'target')
  const built = join(target, release ? 'release' : 'debug')
  const args = ['build', '--locked', '-p', 'wppkit-node', '-p', 'wppkit-cli']
  run('cargo', release ? [...args, '--release'] : args, repository)
  const windows = process.platform === 'win32'
  const library =
    { win32: 'wppkit_node.dll', darwin: 'libwppkit_node.dylib' }[process.platform] ?? 'libwppkit_node.so'
  replace(join(built, library), join(root, 'native', `wppkit.${name}.node`))
  const program = windows ? 'wppkit.exe' : 'wppkit'
  replace(join(built, program), join(root, 'mock', 'bin', `wppkit.${name}${windows ? '.exe' : ''}`))
}

// Replaced, not overwritten: a process that has the old file open keeps it.
function replace(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, `${to}.new`)
  renameSync(`${to}.new`, to)
}

function copyLicences() {
  for (const folder of [root, join(root, 'mock')]) {
    for (const name of ['LICENSE-APACHE', 'LICENSE-MIT']) cpSync(join(repository, name), join(folder, name))
  }
}

copyLicences()
buildTypeScript()
if (!process.argv.includes('--no-native')) {
  const { platformName } = createRequire(import.meta.url)(join(root, 'dist', 'native', 'addon.js'))
  buildNative(platformName())
}
