/** Settings of an inbox. */
export interface InboxSettings {
  /** File of the inbox, which processes may share; memory if it is left out. */
  path?: string | undefined
  /** Public address of the webhooks, such as `https://bot.example/hooks`. */
  url?: string | undefined
  /** Addresses that may post; everybody by default. */
  peers?: string[] | undefined
  /** Answer a webhook only after its handlers: a failure is answered 503, which keeps the chat unread. */
  answerAfterHandlers?: boolean | undefined
  /** How long handlers may then take, in milliseconds; 30 000 by default. */
  handlerTimeoutMs?: number | undefined
  /** Largest body of a webhook, in bytes; 64 MB by default. */
  bodyLimit?: number | undefined
  /** How long handled events are kept, in milliseconds; 7 days by default. */
  retentionMs?: number | undefined
}

/** How events are handed to handlers. */
export interface RunOptions {
  /** Which of the handlers that want an event get it: the first (default), or all, one after the other. */
  matching?: 'first' | 'all' | undefined
  /** Chats that are handled at the same time; 16 by default. Events of one chat follow one another. */
  concurrency?: number | undefined
  /** How often a failing handler is tried before the event is put aside; 5 by default. */
  attempts?: number | undefined
  /** Pause before the second attempt, in milliseconds, doubled before each further one; 500 by default. */
  minDelayMs?: number | undefined
  /** Longest pause, in milliseconds; 30 000 by default. */
  maxDelayMs?: number | undefined
  /** End when nothing waits any more. */
  untilEmpty?: boolean | undefined
  /** Several processes use the file: one of them hands out what all take in, and another one when that one ends. */
  shared?: boolean | undefined
  /** Ends it. What is not handled yet stays in the inbox. */
  signal?: AbortSignal | undefined
}

/** What was done. */
export interface Handed {
  /** Events that were handled, or that nobody wanted. */
  handled: number
  /** Events that were put aside. */
  dead: number
}

/** How long a reply is waited for. */
export interface ReplyOptions {
  /** Longest wait, in milliseconds. */
  timeoutMs: number
  /** Ends it. */
  signal?: AbortSignal | undefined
}

/** How much is in an inbox. */
export interface InboxCounts {
  /** Events that are to be handled. */
  waiting: number
  /** Events that were handled and are still kept. */
  handled: number
  /** Events that were put aside. */
  dead: number
}

/** What is taken in over Socket.IO. */
export interface ListenOptions {
  /** Only events of these sessions; all by default. */
  sessions?: string[] | undefined
  /**
   * What becomes of events that name no session (acks, presence, reactions, calls, and more): `refuse` (default) leaves them
   * out, for they may be of any session of the server; `keep` stores them without a session; `{ of: 'shop' }` says that
   * the server has this session only.
   */
  unattributed?: 'refuse' | 'keep' | { of: string } | undefined
  /** Is told when the connection is there, and when it is lost. */
  notice?: ((notice: SocketNotice) => void) | undefined
  /** Ends it. */
  signal?: AbortSignal | undefined
}

/** What a listener sees. */
export type SocketNotice =
  | { type: 'connected' }
  /** It is made again after a pause; what happens until then comes by webhook, or is lost. */
  | { type: 'disconnected'; why: string; retryInMs: number }

/** Which stored events to handle once more; all that are kept if nothing is said. */
export interface ReplayRange {
  /** Received at this moment or later. */
  since?: Date | number | undefined
  /** Received before this moment. */
  until?: Date | number | undefined
  /** From this number on. */
  fromSeq?: number | undefined
  /** Of this session. */
  session?: string | undefined
}

/** A time in which nothing was received. */
export interface Downtime {
  /** Its beginning; the last moment at which the process before this one could receive, if it is left out. */
  since?: Date | number | undefined
  /** Its end; now, if it is left out. */
  until?: Date | number | undefined
  /** Ends the search. */
  signal?: AbortSignal | undefined
}

/** A span in which events of a session may have been lost. */
export interface Gap {
  session: string
  /** Its beginning, in milliseconds since 1970. */
  fromMs: number
  /** Its end, in milliseconds since 1970. */
  toMs: number
  /** Messages that were found in the chats and put into the inbox. */
  recovered: number
  /** Kinds of events that leave no trace in a chat: whether there were any cannot be known. */
  unknownKinds: string[]
  /** Why messages may be missing, too: a chat that could not be read. */
  problem: string | null
}
