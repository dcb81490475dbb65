import type { IncomingHttpHeaders } from 'node:http'
import { invalidInput } from '../error.js'
import type { NativeRelay } from '../native/addon.js'
import { dispatch } from '../native/dispatcher.js'
import { isOptions } from '../options.js'
import { article } from '../request.js'
import { asked, bytesOf, textOf, told } from './asked.js'

/** How a relay delivers. */
export interface RelaySettings {
  /** What it signs with; the receiver has the same. A long random text. */
  secret: string
  /** Which events it gets, written as for `inbox.on`; all by default. */
  filter?: string | undefined
  /** Pauses after each failed attempt, in milliseconds. By default from 1 s doubled up to 5 min, eight attempts. */
  scheduleMs?: number[] | undefined
  /** How long the receiver may take, in milliseconds; 15 000 by default. */
  timeoutMs?: number | undefined
  /** After so many events in a row that could not be delivered it is off; 10 by default. */
  disableAfter?: number | undefined
}

/** Why and since when a relay is off. */
export interface RelayOff {
  /** Since when, in milliseconds since 1970. */
  sinceMs: number
  /** Why, in one sentence. */
  reason: string
}

/**
 * Posts events to an address of yours, signed, until it is accepted; made by `inbox.relay`. It delivers while the inbox
 * runs, and makes its own attempts. Whether it is off is kept in the inbox's file, by address.
 */
export class Relay {
  readonly #native: NativeRelay

  /** @internal */
  constructor(native: NativeRelay) {
    this.#native = native
  }

  /** Why and since when it is off: too many events in a row could not be delivered, or the receiver answered 410. */
  get off(): RelayOff | null {
    return JSON.parse(dispatch().bridge.relayOff(this.#native))
  }

  /** Whether it delivers. */
  get enabled(): boolean {
    return this.off === null
  }

  /** Switches it on again. What was put aside stays there. */
  async switchOn(): Promise<void> {
    await asked((id) => dispatch().bridge.switchRelayOn(id, this.#native))
  }

  /** Switches it on again, and has everything that was put aside delivered; tells how much that is. */
  async redrive(): Promise<number> {
    return await asked<number>((id) => dispatch().bridge.redriveRelay(id, this.#native))
  }
}

/** A relayed event as it arrived. */
export interface RelayedRequest {
  /** The secret that the relay signs with. */
  secret: string
  /** The request's headers, as Node or the web (`Headers`) give them. */
  headers: IncomingHttpHeaders | Headers
  /** The body as it came: a signature is of bytes. */
  body: Uint8Array | string
  /** Seconds since 1970; now by default. */
  now?: number
}

/** Refuses what is no relay of wppkit signed with this secret: throws `unauthorized`, saying what is wrong. */
export function verifyRelay(request: RelayedRequest): void {
  const { secret, headers, body, now } = isOptions(request) ? request : ({} as RelayedRequest)
  if (!isOptions(headers)) {
    const hint = 'give { secret, headers, body } with the headers of the request'
    throw invalidInput(`headers: is ${article(headers)}, not the headers of a request`, hint)
  }
  // With an empty one, which everybody knows, everybody could sign.
  if (textOf('secret', secret) === '') {
    throw invalidInput('secret: is empty', 'give the secret that the relay signs with: is its variable set?')
  }
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers)
  const flat = entries.flatMap(([name, value]) =>
    typeof value === 'string' ? [name.toLowerCase(), value] : [],
  )
  const seconds = now ?? Math.floor(Date.now() / 1000)
  told(() => dispatch().bridge.verifyRelay(secret, flat, bytesOf(body), seconds))
}
