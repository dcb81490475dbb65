import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useMock } from 'wppkit/testing'

const wpp = useMock()

test('a signal that is aborted already sends nothing', async () => {
  const reason = new Error('the customer left')
  const error = await wpp.session
    .sendText('5521999999999', 'x', { signal: AbortSignal.abort(reason) })
    .catch((error) => error)
  assert.equal(error.code, 'cancelled')
  assert.equal(error.delivery, 'not_sent')
  assert.equal(error.cause, reason)
  assert.deepEqual(await wpp.world.requests(), [])
})

test('aborting ends a call that hangs, and its delivery is unknown', async () => {
  await wpp.world.faults({ match: { operation: 'send-message' }, do: { hang: true } })
  const abort = new AbortController()
  const sending = wpp.session.messages.sendMessage(
    { phone: '5521999999999', message: 'x' },
    { signal: abort.signal },
  )
  for (;;) {
    if ((await wpp.world.requests()).some(({ operation }) => operation === 'send-message')) break
  }
  abort.abort()
  await assert.rejects(sending, { code: 'cancelled', delivery: 'unknown' })
})

test('a signal that outlives its call keeps nothing of it', async () => {
  const abort = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = abort.signal
  abort.signal.addEventListener = function (...args) {
    listeners++
    return addEventListener.apply(this, args)
  }
  abort.signal.removeEventListener = function (...args) {
    listeners--
    return removeEventListener.apply(this, args)
  }
  for (let index = 0; index < 5; index++) await wpp.session.status({ signal: abort.signal })
  assert.equal(listeners, 0)
})

test('one signal may be shared by many calls, and ends them all', async () => {
  await wpp.world.faults({ match: { operation: 'status-session' }, do: { hang: true } })
  const warnings = []
  const onWarning = (warning) => warnings.push(warning.name)
  process.on('warning', onWarning)
  const abort = new AbortController()
  const calls = Array.from({ length: 30 }, () => wpp.session.session.statusSession({ signal: abort.signal }))
  setImmediate(() => abort.abort())
  const outcomes = await Promise.allSettled(calls)
  assert.ok(outcomes.every(({ reason }) => reason?.code === 'cancelled'))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', onWarning)
  assert.deepEqual(warnings, [])
})

test('limits of one call end it', async () => {
  await wpp.world.faults({ match: { operation: 'status-session' }, do: { hang: true } })
  const options = { timeout: 50, attempts: 1 }
  await assert.rejects(wpp.session.session.statusSession(options), { code: 'timeout', temporary: true })
  await assert.rejects(wpp.session.session.statusSession({ deadline: 50 }), { code: 'timeout' })
})
