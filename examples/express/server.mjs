// A shop that tells its customers about their orders, with a status page at /system/whatsapp.
// WPPKIT_URL, WPPKIT_SECRET_KEY and WPPKIT_SESSION say which server and account.
import express from 'express'
import { Client, WppError } from 'wppkit'
import { whatsapp } from 'wppkit/express'

const client = new Client()
const shop = client.session()
const app = express()

// Your own authentication goes before the mount: whoever reaches it may log the account in and out.
app.use('/system/whatsapp', whatsapp({ client, session: shop.name }))

app.post('/orders/:id/notify', express.json(), async (request, response, next) => {
  const { phone, text } = request.body
  try {
    const { id } = request.params
    const sent = await shop.sendText(phone, text, { idempotencyKey: `order-${id}` })
    response.json({ messageId: sent.id })
  } catch (error) {
    if (!(error instanceof WppError)) return next(error)
    const status = error.delivery === 'not_sent' ? 422 : 504
    response.status(status).json({ code: error.code, message: error.message, hint: error.hint })
  }
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/system/whatsapp/`)
})
