import type { CallOptions } from './call-options.js'
import type { Caller } from './caller.js'

/** Operations that hang on one name. */
export abstract class OperationGroup {
  readonly #caller: Caller

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller
  }

  /** @internal */
  protected call<T>(id: string, request: object, options?: CallOptions): Promise<T> {
    return this.#caller.operation<T>(id, request, options)
  }

  /** @internal */
  protected callWithFile<T>(id: string, request: object, options?: CallOptions): Promise<T> {
    return this.#caller.operation<T>(id, request, options, true)
  }
}
