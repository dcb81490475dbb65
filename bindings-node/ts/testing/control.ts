/** What the mock refused to do. */
export class MockError extends Error {
  override readonly name = 'MockError'

  /** @internal */
  constructor(
    message: string,
    /** What would have been accepted. */
    readonly hint?: string,
  ) {
    super(hint ? `${message} (${hint})` : message)
  }
}

/** The control API of one world, `<base>/__mock__`. */
export class Control {
  /** @internal */
  constructor(readonly base: string) {}

  /** Any call of the control API; throws what the mock refuses. */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.send(method, path, body)
    const answer = text === '' ? undefined : (JSON.parse(text) as { error?: string; hint?: string })
    if (status >= 400) throw new MockError(answer?.error ?? `the mock answers ${status}`, answer?.hint)
    return answer as T
  }

  /** The same, with whatever is answered. */
  async send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const request: RequestInit = { method }
    if (body !== undefined) {
      request.body = JSON.stringify(body)
      request.headers = { 'content-type': 'application/json' }
    }
    const response = await fetch(`${this.base}/__mock__${path}`, request)
    return { status: response.status, text: await response.text() }
  }
}
