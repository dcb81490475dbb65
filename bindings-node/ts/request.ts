import { types } from 'node:util'

/** A place in a request whose value cannot be sent. */
interface Problem {
  path: string
  problem: string
}

const DEEPEST = 100

/** A request that cannot be written as JSON without losing something. */
export class Unwritable extends Error {
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`)
  }
}

/** The request as JSON; refuses what JSON would drop or change, by the field's name. */
export function writeRequest(request: unknown): string {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new Unwritable('request', `is ${article(request)}, not an object with the operation's fields`)
  }
  const found = check(request, 0)
  if (found) throw new Unwritable(found.path || 'request', found.problem)
  return JSON.stringify(request)
}

function check(value: unknown, depth: number): Problem | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : at('has half of a character (a lone surrogate)')
    case 'number':
      return Number.isFinite(value) ? undefined : at(`is ${value}, which JSON cannot say`)
    case 'boolean':
    case 'undefined':
      return undefined
    case 'object':
      return value === null ? undefined : checkObject(value, depth)
    default:
      return at(`is ${article(value)}, which JSON cannot say`)
  }
}

function checkObject(value: object, depth: number): Problem | undefined {
  if (depth > DEEPEST) return at('is nested too deeply, or contains itself')
  if (isExotic(value)) return at(`is ${article(value)}, which JSON cannot say`)
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed()) return at('has a key with half of a character (a lone surrogate)')
    const found = check(inner, depth + 1)
    if (found) return { path: join(key, found.path), problem: found.problem }
  }
  return undefined
}

/** Objects whose content is not their keys. */
function isExotic(value: object): boolean {
  return (
    ArrayBuffer.isView(value) ||
    types.isAnyArrayBuffer(value) ||
    types.isDate(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isPromise(value) ||
    types.isRegExp(value) ||
    types.isNativeError(value) ||
    types.isBoxedPrimitive(value)
  )
}

function at(problem: string): Problem {
  return { path: '', problem }
}

function join(key: string, rest: string): string {
  return rest === '' ? key : `${key}.${rest}`
}

/** What a value is, in words: `a number`, `an Array`, `null`. */
export function article(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? 'object'
  return `${/^[AEIOU]/i.test(name) ? 'an' : 'a'} ${name}`
}
