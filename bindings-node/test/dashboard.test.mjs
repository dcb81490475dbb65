// The dashboard in a browser, in an Express application.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import express from 'express'
import { chromium } from 'playwright-core'
import { whatsapp } from 'wppkit/express'
import { useMock } from 'wppkit/testing'

const wpp = useMock()
const MOUNT = '/system/whatsapp'
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser

before(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS })
})
after(() => browser?.close())

/** An application whose page is open in a browser: the page, how often it was loaded, what it complained of. */
async function opened(t, settings) {
  const app = express()
  app.use(MOUNT, whatsapp({ client: wpp.client, page: { lang: 'en' }, ...settings }))
  const server = createServer(app)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page = await browser.newPage()
  t.after(async () => {
    await page.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const seen = { loads: 0, problems: [] }
  page.on('load', () => {
    seen.loads += 1
  })
  page.on('pageerror', (error) => seen.problems.push(String(error)))
  await page.goto(`http://127.0.0.1:${server.address().port}${MOUNT}/`)
  return { page, seen }
}

const badge = (page, text) => page.locator('.badge', { hasText: text }).waitFor()
const qr = (page) => page.locator('img.qr')

/** The code is a picture that the browser could draw. */
async function assertCode(page) {
  await qr(page).waitFor({ state: 'visible' })
  assert.match(await qr(page).getAttribute('src'), /^data:image\/png;base64,/)
  await qr(page).evaluate((image) => image.decode())
  assert.ok((await qr(page).evaluate(({ naturalWidth }) => naturalWidth)) > 20)
  assert.equal(await qr(page).getAttribute('alt'), 'QR code to scan with WhatsApp on the phone')
}

test('from an empty server to a test message, over an unlinked phone to a new code, without a reload', async (t) => {
  const fresh = await wpp.world.session('fresh', { phone: '5521988887777' })
  const { page, seen } = await opened(t, { session: 'fresh' })

  // Nobody clicked.
  await badge(page, 'Waiting for the scan')
  await assertCode(page)
  assert.equal(await page.locator('details.test').isVisible(), false)

  await fresh.phone.scan()
  await badge(page, 'Connected')
  await qr(page).waitFor({ state: 'hidden' })
  await page.locator('dd', { hasText: '+5521988887777' }).waitFor()

  await page.getByText('Send a test message').click()
  await page.locator('.test input[name=phone]').fill('+55 21 99999-9999')
  await page.locator('.test textarea').fill('Olá do painel')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('.test .note', { hasText: /Message id: true_/ }).waitFor()
  await wpp.world.expectSent({ session: 'fresh', body: { message: 'Olá do painel' }, times: 1 })

  await fresh.phone.unlink()
  await badge(page, 'Not connected')
  assert.equal(await page.locator('details.test').isVisible(), false)
  assert.equal(await page.locator('dl').isVisible(), false)

  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await badge(page, 'Waiting for the scan')
  await assertCode(page)

  await fresh.phone.scan()
  await badge(page, 'Connected')
  assert.equal(seen.loads, 1)
  assert.deepEqual(seen.problems, [])
})

test('a number that cannot be is refused on the page, and logging out is asked about first', async (t) => {
  const { page, seen } = await opened(t, { session: 'shop' })
  await badge(page, 'Connected')
  await page.getByText('Send a test message').click()
  await page.locator('.test input[name=phone]').fill('12')
  await page.locator('.test textarea').fill('x')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'A number has 10 to 15 digits' }).waitFor()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Yes, log out' }).waitFor({ state: 'hidden' })
  assert.equal(await wpp.mock.state(), 'CONNECTED')
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('button', { name: 'Yes, log out' }).click()
  await page.getByRole('button', { name: /Connect|Show a new code/ }).waitFor()
  assert.equal(seen.loads, 1)
  assert.deepEqual(seen.problems, [])
})
