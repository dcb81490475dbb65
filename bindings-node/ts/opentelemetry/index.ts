/** Spans of OpenTelemetry for every call: `wppkit/opentelemetry`. Needs `@opentelemetry/api`. */
import { tracingChannel } from 'node:diagnostics_channel'
import { type Span, SpanKind, SpanStatusCode, type TracerProvider, trace } from '@opentelemetry/api'
import type { CallTrace } from '../diagnostics.js'
import { WppError } from '../error.js'

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Where spans go; the global provider by default. */
  tracerProvider?: TracerProvider
}

/** Makes a span of every call from now on; the function that it gives ends that. */
export function instrument(options: InstrumentOptions = {}): () => void {
  const tracer = (options.tracerProvider ?? trace).getTracer('wppkit')
  const spans = new WeakMap<object, Span>()
  const subscribers = {
    start(call: CallTrace) {
      const { hostname, port } = new URL(call.server)
      const attributes: Record<string, string | number> = {
        'wppkit.operation': call.operation,
        'server.address': hostname,
      }
      if (port !== '') attributes['server.port'] = Number(port)
      if (call.session !== undefined) attributes['wppkit.session'] = call.session
      spans.set(call, tracer.startSpan(`wppkit ${call.operation}`, { kind: SpanKind.CLIENT, attributes }))
    },
    error(call: CallTrace) {
      const { error } = call
      const span = spans.get(call)
      const message = error instanceof Error ? error.message : String(error)
      span?.setStatus({ code: SpanStatusCode.ERROR, message })
      if (!(error instanceof WppError)) return
      span?.setAttribute('error.type', error.code)
      if (error.status !== undefined) span?.setAttribute('http.response.status_code', error.status)
      if (error.delivery !== undefined) span?.setAttribute('wppkit.delivery', error.delivery)
    },
    asyncEnd(call: CallTrace) {
      spans.get(call)?.end()
    },
    end() {},
    asyncStart() {},
  }
  const channel = tracingChannel<string, CallTrace>('wppkit:call')
  channel.subscribe(subscribers)
  return () => channel.unsubscribe(subscribers)
}
