// The contenders: each gives a function that reads the status of a session and returns its word.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const token = '$2b$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234'
const headers = { authorization: `Bearer ${token}` }
const path = '/api/shop/status-session'

export const clients = {
  async wppkit(url) {
    const { Client } = require('../../bindings-node')
    const shop = new Client(url, { token, env: false }).session('shop')
    return async () => (await shop.session.statusSession()).status
  },
  async axios(url) {
    const { default: axios } = await import('axios')
    const { Agent } = await import('node:http')
    const api = axios.create({ baseURL: url, headers, httpAgent: new Agent({ keepAlive: true }) })
    return async () => (await api.get(path)).data.status
  },
  async fetch(url) {
    return async () => (await (await fetch(url + path, { headers })).json()).status
  },
  async undici(url) {
    const { Pool } = await import('undici')
    const pool = new Pool(url, { connections: 32 })
    return async () => {
      const { body } = await pool.request({ method: 'GET', path, headers })
      return (await body.json()).status
    }
  },
  async got(url) {
    const { default: got } = await import('got')
    const { Agent } = await import('node:http')
    const api = got.extend({ prefixUrl: url, headers, agent: { http: new Agent({ keepAlive: true }) } })
    return async () => (await api.get(path.slice(1)).json()).status
  },
  // No client: what sockets of Node.js cost alone. Writes text that was made before, takes the answer to be one chunk.
  async bare(url) {
    const { connect } = await import('node:net')
    const { hostname, port, host } = new URL(url)
    const request = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${headers.authorization}\r\n\r\n`
    const idle = []
    return async () => {
      const socket = idle.pop() ?? connect({ host: hostname, port: Number(port), noDelay: true })
      const answer = await new Promise((resolve) => {
        socket.once('data', resolve)
        socket.write(request, 'latin1')
      })
      idle.push(socket)
      return JSON.parse(answer.latin1Slice(answer.indexOf('\r\n\r\n'))).status
    }
  },
}
