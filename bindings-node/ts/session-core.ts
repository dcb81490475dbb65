import type { CallOptions } from './call-options.js'
import type { Caller } from './caller.js'
import { invalidInput } from './error.js'
import type { JsonValue } from './generated/types.js'
import { type ConnectOptions, Login } from './login.js'
import { article } from './request.js'

/** Who makes the calls of a session. @internal */
export let callerOf: (session: SessionCore) => Caller

/** What a session has besides what is generated. */
export abstract class SessionCore {
  static {
    callerOf = (session) => session.caller
  }

  /** @internal */
  protected readonly caller: Caller
  /** The session's name. */
  readonly name: string

  /** @internal */
  constructor(caller: Caller, name: string) {
    this.name = name
    // Not shown by console.log, nor by JSON.stringify.
    this.caller = caller
    Object.defineProperty(this, 'caller', { enumerable: false })
  }

  /**
   * Logs the session in, stage by stage: `for await (const stage of shop.connect()) …`.
   *
   * Idempotent: a connected session answers `connected` after two checks, one that waits for a QR code is joined.
   * Nothing is sent before the first stage is asked for, and nothing after the loop is left. The stream ends
   * after `connected`; any other end throws.
   */
  connect(options: ConnectOptions = {}): Login {
    return new Login(this.caller, options)
  }

  /**
   * Hands in a webhook's JSON body: what it says of the session's life is seen without asking the server, and a
   * pairing code reaches a running `connect`. Tells whether it was about that.
   */
  observeWebhook(body: object): boolean {
    return this.caller.observeWebhook(body)
  }

  /** Calls an operation or a helper by its id: for those that have no types here, or ids that are data. */
  async call(id: string, request: Record<string, unknown> = {}, options?: CallOptions): Promise<JsonValue> {
    if (typeof id !== 'string') {
      const hint = 'give the id of an operation or a helper, such as send-text'
      throw invalidInput(`id: is ${article(id)}, not text`, hint, undefined, this.name)
    }
    return await this.caller.helper(id, request, options)
  }
}
