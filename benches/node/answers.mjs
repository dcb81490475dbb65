// The other side of the measurements: a server that knows one answer. Prints its URL.
import { createServer } from 'node:http'

const answer = JSON.stringify({ status: 'CONNECTED', qrcode: null, urlcode: '', version: '2.10.4' })
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(answer) }

const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, headers).end(answer)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
