import { GeneratedSession } from './generated/session.js'

/**
 * One WhatsApp account on the server. Cheap: handles of one name share token, poller and caches.
 *
 * Operations hang on their group (`shop.messages.sendMessage(…)`), helpers of several steps on the session itself
 * (`shop.sendText(…)`).
 */
export class Session extends GeneratedSession {}
