const listeners = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back when the signal is aborted, until the function that it gives is called. One signal may be shared by
 * any number of calls: it gets one listener for all of them.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = listeners.get(signal)
  if (!callbacks) {
    callbacks = new Set()
    listeners.set(signal, callbacks)
  }
  if (callbacks.size === 0) signal.addEventListener('abort', tellAll)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size === 0) signal.removeEventListener('abort', tellAll)
  }
}

function tellAll(this: AbortSignal): void {
  for (const callback of [...(listeners.get(this) ?? [])]) callback()
}
