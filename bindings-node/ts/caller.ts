import { onAbort } from './abort.js'
import { type FileCallOptions, fieldsOf, limitsOf, refuseUnknown } from './call-options.js'
import { isTraced, traced } from './diagnostics.js'
import { type ErrorRecord, fromNative, invalidInput, WppError } from './error.js'
import { leaveUnread, type OpenFile, openFile } from './media.js'
import type { NativeClient } from './native/addon.js'
import { dispatch, Failure } from './native/dispatcher.js'
import { Unwritable, writeRequest } from './request.js'

/** Makes the calls of one client, or of one session of it. */
export class Caller {
  constructor(
    readonly client: NativeClient,
    readonly session?: string,
  ) {}

  /** Calls an operation. */
  operation<T>(id: string, request: object, options: FileCallOptions = {}, takesFile = false): Promise<T> {
    if (isTraced()) return traced(this.#trace(id), () => this.#call<T>(id, request, options, takesFile))
    return this.#call(id, request, options, takesFile)
  }

  /** Calls a helper, whose options hold fields of its request, too. */
  helper<T>(id: string, request: object, options: FileCallOptions = {}): Promise<T> {
    if (isTraced()) return traced(this.#trace(id), () => this.#call<T>(id, request, options))
    return this.#call(id, request, options)
  }

  /** Hands in a webhook's body. */
  observeWebhook(body: object): boolean {
    try {
      return dispatch().bridge.observeWebhook(
        this.client,
        this.session ?? '',
        this.#write('observe-webhook', body),
      )
    } catch (error) {
      throw fromNative(error)
    }
  }

  /** The fields of a helper's request among its options. */
  fields(options: object): Record<string, unknown> {
    return fieldsOf(options)
  }

  #trace(operation: string) {
    const server = this.client.baseUrl
    return this.session === undefined ? { operation, server } : { operation, server, session: this.session }
  }

  // Asynchronous all the way, so that an error's stack shows who awaits the call. `takesFile` of operations alone.
  async #call<T>(
    operation: string,
    request: object,
    options: FileCallOptions,
    takesFile?: boolean,
  ): Promise<T> {
    const { text, settings, file } = this.#prepare(operation, request, options, takesFile)
    const signal = options.signal
    const raw = takesFile !== undefined
    const id = this.#start(operation, text, raw, signal !== undefined, settings, file)
    const waiting = dispatch().wait(id)
    const outcome = signal ? await this.#cancellable(id, waiting, signal) : await waiting
    if (outcome instanceof Failure) throw new WppError(outcome.record, causeOf(file))
    if (outcome === CANCELLED && signal)
      throw this.#cancelled(operation, signal, 'it may have left', 'unknown')
    return outcome as T
  }

  #prepare(operation: string, request: object, options: FileCallOptions, takesFile?: boolean) {
    try {
      if (takesFile !== undefined) refuseUnknown(options, takesFile, operation, this.session)
      const settings = limitsOf(options, operation, this.session)
      const signal = options.signal
      if (signal?.aborted) throw this.#cancelled(operation, signal, 'nothing was sent', 'not_sent')
      const text = this.#write(operation, request)
      return { text, settings, file: openFile(options, operation, this.session) }
    } catch (error) {
      leaveUnread((options as FileCallOptions | null)?.file)
      throw error
    }
  }

  #write(operation: string, request: object): string {
    try {
      return writeRequest(request)
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error
      const hint = 'give text, numbers, true or false, lists and plain objects'
      throw invalidInput(error.message, hint, operation, this.session)
    }
  }

  #start(
    operation: string,
    request: string,
    raw: boolean,
    cancellable: boolean,
    settings: string | undefined,
    file: OpenFile | undefined,
  ): number {
    const dispatcher = dispatch()
    const id = dispatcher.number()
    if (file?.upload && file.attachment.stream !== undefined) {
      dispatcher.addUpload(file.attachment.stream, file.upload)
    }
    try {
      const { client, session } = this
      const wantsTurn = dispatcher.bridge.call(
        id,
        client,
        session,
        operation,
        request,
        raw,
        cancellable,
        settings,
        file?.attachment,
      )
      if (wantsTurn) dispatcher.goOn()
    } catch (error) {
      if (file?.attachment.stream !== undefined) dispatcher.closeUpload(file.attachment.stream)
      throw fromNative(error, this.session)
    }
    return id
  }

  async #cancellable(id: number, waiting: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    const dispatcher = dispatch()
    const off = onAbort(signal, () => {
      dispatcher.bridge.cancel(id)
      dispatcher.settle(id, CANCELLED)
    })
    try {
      return await waiting
    } finally {
      off()
      dispatcher.bridge.forget(id)
    }
  }

  #cancelled(
    operation: string,
    signal: AbortSignal,
    what: string,
    delivery: 'not_sent' | 'unknown',
  ): WppError {
    const record: ErrorRecord = {
      code: 'cancelled',
      message: `the caller cancelled the call: ${what}`,
      operation,
      session: this.session ?? null,
      delivery,
    }
    return new WppError(record, { cause: signal.reason })
  }
}

/** The outcome of a call that the caller cancelled. */
const CANCELLED: unique symbol = Symbol('cancelled')

function causeOf(file: OpenFile | undefined): { cause?: unknown } {
  return file?.upload?.failure === undefined ? {} : { cause: file.upload.failure }
}
