// Connects to a world of the mock over one transport, lets a message arrive, and checks what is heard.
// node client.mjs URL PATH polling|websocket
import { io } from 'socket.io-client'
import { strict as assert } from 'node:assert'

const [url, base, transport] = process.argv.slice(2)
const socket = io(url, { path: `${base}/socket.io`, transports: [transport], reconnection: false })
const heard = (event) => new Promise((resolve) => socket.once(event, (...data) => resolve(data)))
const late = setTimeout(() => {
  console.error(`nothing was heard over ${transport}`)
  process.exit(1)
}, 20_000)
socket.on('connect_error', (error) => {
  console.error(error)
  process.exit(1)
})

await heard('connect')
assert.equal(socket.io.engine.transport.name, transport)
const [message, call] = [heard('received-message'), heard('incomingcall')]
for (const what of [{ event: 'message', body: 'Olá' }, { event: 'call' }]) {
  const answer = await fetch(`${url}${base}/__mock__/sessions/main/deliver`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat: '5511999990001@c.us', ...what }),
  })
  assert.ok(answer.ok, await answer.text())
}
const [{ response }, ...more] = await message
assert.deepEqual([response.body, response.session, response.fromMe, more.length], ['Olá', 'main', false, 0])
const [{ peerJid, session }] = await call
assert.deepEqual([peerJid, session], ['5511999990001@c.us', undefined])
clearTimeout(late)
socket.close()
