// The two measured routes as an ordinary Express application serves them: JSON parsing with the real
// server's limit, a look-up in place of bcrypt, the guard that rewrites the recipients, the handlers.
import { readFileSync } from 'node:fs'
import express from 'express'

const sessions = new Map([['bench', { token: 'express-token', status: 'CONNECTED', number: '5511988887777' }]])
const envelope = JSON.parse(readFileSync(new URL('../answers/send-message.json', import.meta.url), 'utf8'))
let sent = 0

const verifyToken = (req, res, next) => {
  const token = req.headers.authorization?.split(' ')[1]
  if (!token) return res.status(401).json({ message: 'Token is not present. Check your header and try again' })
  const session = sessions.get(req.params.session)
  if (session?.token !== token) {
    return res.status(401).json({ error: 'Check that the Session and Token are correct' })
  }
  req.session = session
  next()
}

const statusConnection = (req, res, next) => {
  if (req.session.status !== 'CONNECTED') {
    return res.status(404).json({
      response: null,
      status: 'Disconnected',
      message: 'A sessão do WhatsApp não está ativa.',
    })
  }
  req.body.phone = String(req.body.phone)
    .split(/[,;]/)
    .map((phone) => `${phone.split('@')[0].replace(/[^\w ]/g, '')}@${req.body.isGroup ? 'g.us' : 'c.us'}`)
  next()
}

const sendText = async (session, to, body) => {
  sent += 1
  const t = Math.floor(Date.now() / 1000)
  const id = `true_${to}_3EB0${String(sent).padStart(16, '0')}`
  const from = `${session.number}@c.us`
  return { ...envelope.response[0], id, body, t, from, to, chatId: to, timestamp: t, content: body }
}

const app = express()
app.use(express.json({ limit: '50mb' }))
app.use(express.urlencoded({ limit: '50mb', extended: true }))

app.get('/api/:session/status-session', verifyToken, (req, res) => {
  res.status(200).json({ status: req.session.status, version: '2.10.4' })
})

app.post('/api/:session/send-message', verifyToken, statusConnection, async (req, res) => {
  try {
    const response = []
    for (const to of req.body.phone) response.push(await sendText(req.session, to, req.body.message))
    res.status(201).json({ status: 'success', response, mapper: 'return' })
  } catch (error) {
    res.status(500).json({ status: 'error', message: 'Error', error })
  }
})

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
