import { tracingChannel } from 'node:diagnostics_channel'

/** What the channels `tracing:wppkit:call:*` tell of a call. */
export interface CallTrace {
  /** Id of the operation or helper, such as `send-text`. */
  readonly operation: string
  /** Name of the session; absent for operations of the server itself. */
  readonly session?: string
  /** The server's base URL, without credentials. */
  readonly server: string
  /** What the call gave, at its end. */
  result?: unknown
  /** Why it failed, if it did. */
  error?: unknown
}

const calls = tracingChannel<string, CallTrace>('wppkit:call')

/** Whether anybody listens; if nobody does, telling costs nothing. */
export function isTraced(): boolean {
  return (
    calls.start.hasSubscribers ||
    calls.end.hasSubscribers ||
    calls.asyncStart.hasSubscribers ||
    calls.asyncEnd.hasSubscribers ||
    calls.error.hasSubscribers
  )
}

/** Tells the start, the end and the failure of a call on `node:diagnostics_channel`. */
export function traced<T>(trace: CallTrace, call: () => Promise<T>): Promise<T> {
  return calls.tracePromise(call, trace)
}

/** Tells the start of a stream, which is told like a call; its end belongs to {@link ended}. */
export function begun(trace: CallTrace): CallTrace | undefined {
  if (!isTraced()) return undefined
  calls.start.publish(trace)
  calls.end.publish(trace)
  return trace
}

/** Tells how a stream ended that was told to have begun. */
export function ended(trace: CallTrace): void {
  if (trace.error !== undefined) calls.error.publish(trace)
  calls.asyncStart.publish(trace)
  calls.asyncEnd.publish(trace)
}
