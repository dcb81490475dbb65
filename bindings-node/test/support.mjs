// Projects in temporary folders, as an application would have them.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const root = dirname(import.meta.dirname)
export const repository = dirname(root)
const run = promisify(execFile)

/** A folder that goes with the test. */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'wppkit-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Makes these packages of ours resolvable in a project. */
export function link(project, ...names) {
  for (const name of names) {
    const target = name === 'wppkit' ? root : join(root, 'node_modules', name)
    const path = join(project, 'node_modules', name)
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(target, path, 'dir')
  }
}

/** Puts the package into a project as an installation does. */
export function install(project) {
  for (const name of ['package.json', 'dist', 'native']) {
    cpSync(join(root, name), join(project, 'node_modules', 'wppkit', name), { recursive: true })
  }
}

/** Writes files into a project. */
export function write(project, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}

/** A copy of a folder of the repository without what was installed or built there. */
export function copy(path, project) {
  const filter = (source) => !/[\\/](node_modules|dist)$/.test(source)
  cpSync(join(repository, path), project, { recursive: true, filter })
}

/** Runs a program to its end; a failure shows what it wrote. */
export async function execute(program, args, options) {
  try {
    return await run(program, args, { timeout: 120_000, maxBuffer: 1 << 24, ...options })
  } catch (error) {
    const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-4000)
    throw new Error(`${program} ${args.join(' ')}: ${error.message.slice(0, 200)}\n${said}`)
  }
}

/** Runs TypeScript in a project. */
export function tsc(project, ...args) {
  return execute(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd: project })
}
