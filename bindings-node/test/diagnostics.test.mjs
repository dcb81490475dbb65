import assert from 'node:assert/strict'
import { tracingChannel } from 'node:diagnostics_channel'
import { test } from 'node:test'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { instrument } from 'wppkit/opentelemetry'
import { useMock } from 'wppkit/testing'

const wpp = useMock()

test('calls are told on diagnostics_channel', async () => {
  const told = []
  const subscribers = {
    start: ({ operation, session }) => told.push(`start ${operation} ${session}`),
    asyncEnd: ({ operation, error }) => told.push(`end ${operation} ${error?.code}`),
  }
  const channel = tracingChannel('wppkit:call')
  channel.subscribe(subscribers)
  await wpp.session.status()
  await wpp.client
    .session('nobody')
    .sendText('5521999999999', 'x')
    .catch(() => {})
  channel.unsubscribe(subscribers)
  await wpp.session.status()
  assert.deepEqual(told, [
    'start status shop',
    'end status undefined',
    'start send-text nobody',
    'end send-text not_connected',
  ])
})

test('a login is told from its first stage to its end', async () => {
  const told = []
  const subscribers = {
    start: ({ operation, session }) => told.push(`start ${operation} ${session}`),
    asyncEnd: ({ operation, result, error }) => told.push(`end ${operation} ${result?.state ?? error?.code}`),
  }
  const channel = tracingChannel('wppkit:call')
  channel.subscribe(subscribers)
  await wpp.session.connect().connected()
  await wpp.world.session('fresh', 'absent')
  const fresh = wpp.client.session('fresh')
  await assert.rejects(fresh.connect({ timeoutMs: 50 }).connected(), { code: 'timeout' })
  for await (const _ of fresh.connect()) break
  const [unused, refused] = [fresh.connect(), fresh.connect({ phone: 5 })]
  await unused.return()
  await refused.next().catch(() => {})
  channel.unsubscribe(subscribers)
  assert.deepEqual(told, [
    'start connect shop',
    'end connect connected',
    'start connect fresh',
    'end connect timeout',
    'start connect fresh',
    'end connect undefined',
    'start connect fresh',
    'end connect invalid_input',
  ])
})

test('calls are spans of OpenTelemetry', async () => {
  const exporter = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const stop = instrument({ tracerProvider })
  await wpp.session.sendText('5521999999999', 'x')
  await wpp.client
    .session('nobody')
    .sendText('5521999999999', 'x')
    .catch(() => {})
  stop()
  await wpp.session.status()
  const [sent, failed, ...more] = exporter.getFinishedSpans()
  assert.equal(more.length, 0)
  assert.equal(sent.name, 'wppkit send-text')
  assert.equal(sent.attributes['wppkit.session'], 'shop')
  assert.equal(sent.attributes['server.address'], '127.0.0.1')
  assert.equal(failed.attributes['error.type'], 'not_connected')
  assert.equal(failed.attributes['http.response.status_code'], 404)
  const shown = JSON.stringify([sent.attributes, failed.attributes, failed.status])
  assert.ok(!shown.includes(wpp.world.secret))
})
