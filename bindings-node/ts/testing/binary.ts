import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Path of the program `wppkit`: `WPPKIT_BINARY`, or the one of the package `wppkit-mock`. */
export function findBinary(): string {
  const given = process.env.WPPKIT_BINARY
  if (given) {
    if (existsSync(given)) return given
    throw new Error(`WPPKIT_BINARY names ${given}, and there is no such file`)
  }
  for (const from of [join(process.cwd(), 'package.json'), __filename]) {
    const found = packaged(from)
    if (found) return found
  }
  throw new Error(
    'The program wppkit is not here. Install it as a development dependency (npm install --save-dev wppkit-mock), ' +
      'or build it from the sources (cargo build -p wppkit-cli) and name it in WPPKIT_BINARY.',
  )
}

function packaged(from: string): string | undefined {
  const require = createRequire(from)
  let path: string
  try {
    path = require.resolve('wppkit-mock')
  } catch {
    return undefined
  }
  return (require(path) as { binary(): string }).binary()
}
