/** Received events: an inbox that loses none, what fills it, relays: `wppkit/events`. */
export {
  type DeadLetter,
  type EventHandler,
  eventKey,
  type ParsedEvent,
  parseEvent,
  type WppEvent,
} from './event.js'
export { Inbox } from './inbox.js'
export { Relay, type RelayedRequest, type RelayOff, type RelaySettings, verifyRelay } from './relay.js'
export type {
  Downtime,
  Gap,
  Handed,
  InboxCounts,
  InboxSettings,
  ListenOptions,
  ReplayRange,
  ReplyOptions,
  RunOptions,
  SocketNotice,
} from './settings.js'
