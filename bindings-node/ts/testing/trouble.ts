import type { JsonValue } from '../generated/types.js'

/** Something that goes wrong: which requests, library calls or deliveries it concerns, and what happens. */
export type Fault = RequestFault | DeliveryFault

/** How often: only the nth occurrence, counted from 1, and how many; without both it stays. */
interface Often {
  nth?: number
  times?: number
}

/** Something that goes wrong with requests, or with calls of the library below them. */
export interface RequestFault {
  match?: { session?: string; operation?: string; call?: string } & Often
  do:
    | { throw: Failure }
    /** The call does its work, and fails then: a message is sent, and the answer says otherwise. */
    | { throw_after: Failure }
    | { status: number; body?: JsonValue }
    | { delay_ms: number }
    | { hang: true }
    /** `before` the handler runs, or `after`: the work is done and its answer lost. */
    | { reset: 'before' | 'after' }
    | { truncate: number }
    | { garbage: true }
}

/** Something that goes wrong with webhooks and socket events. */
export interface DeliveryFault {
  match: { delivery: 'webhook' | 'socket' | '*'; event?: string; session?: string } & Often
  do:
    | { drop: true }
    | { delay_ms: number }
    /** So many more of it. */
    | { duplicate: number }
    /** It comes after so many later ones. */
    | { reorder: number }
    /** Its receiver refuses the connection. */
    | { refuse: true }
}

/** How a call of the library fails, as seen on the real server; `page…` is thrown in the WhatsApp page. */
export type Failure =
  | { kind: 'pageError' | 'pageTypeError' | 'pageWppError'; message?: string }
  | { kind: 'error'; message?: string; props?: Record<string, JsonValue> }
  | { kind: 'pageObject' | 'pageNumber' | 'object' | 'string' | 'value'; value?: JsonValue }
  | { kind: 'hang' | 'undefined' }

/** What can arrive at a session. */
export type MockEvent =
  | 'message'
  | 'ack'
  | 'reaction'
  | 'revoke'
  | 'poll'
  | 'presence'
  | 'call'
  | 'participants'
  | 'location'
  | 'label'

/** A known world to begin with; `docs/mock.md` says what is in each. */
export type Preset =
  | 'empty'
  | 'demo'
  | 'recordings'
  | 'crowd'
  | 'zombie'
  | 'ban'
  | 'restart'
  | 'profile-lock'
  | 'flapping'
  | 'lid-only'
  | 'slow-acks'
  | 'lost-acks'
  | '5k-chats'
