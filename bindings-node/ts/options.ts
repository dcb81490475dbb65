import { invalidInput } from './error.js'
import { article } from './request.js'

/** Whether it is an object that may hold options. */
export function isOptions(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  // Their keys are none: what was meant would be passed over in silence.
  return !(value instanceof AbortSignal || value instanceof AbortController)
}

/** Refuses by its name what is no object with options, such as a signal that was meant to be in one. */
export function expectOptions(name: string, value: unknown, operation?: string, session?: string): void {
  if (isOptions(value)) return
  const isSignal = value instanceof AbortSignal || value instanceof AbortController
  const hint = isSignal ? 'give it as { signal }' : 'give an object, or leave it out'
  throw invalidInput(`${name}: is ${article(value)}, not an object with ${name}`, hint, operation, session)
}
