/** WhatsApp below a path of an Express application: `wppkit/express`. */
import { Panel, type PanelHandler, type PanelSettings, panelHandler } from '../panel/handler.js'

export type { PanelHandler, PanelSettings } from '../panel/handler.js'
export type { PanelRequest } from '../panel/http.js'
export type { PageSettings } from '../panel/page.js'

/**
 * The status page with its endpoints: `app.use('/system/whatsapp', whatsapp({ client, session: 'shop' }))`.
 *
 * Put your own authentication before it: whoever reaches it may log the account in and out.
 */
export function whatsapp(settings: PanelSettings = {}): PanelHandler {
  return panelHandler(new Panel(settings))
}
