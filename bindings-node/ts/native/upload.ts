import { article } from '../request.js'
import type { Bridge } from './addon.js'

/** A file that is streamed. */
export interface Upload {
  /** Gives its content, piece by piece. */
  chunks: AsyncIterator<unknown>
  /** Why it could not be read to its end. */
  failure?: unknown
}

/** Reads the next chunk and hands it over; or its end, or why there is none. */
export async function sendChunk(bridge: Bridge, id: number, upload: Upload): Promise<void> {
  try {
    const { done, value } = await upload.chunks.next()
    if (done) bridge.chunk(id)
    else bridge.chunk(id, bytesOf(value))
  } catch (error) {
    upload.failure = error
    bridge.chunk(id, undefined, error instanceof Error ? error.message : String(error))
  }
}

/** Lets the source go. */
export async function closeUpload({ chunks }: Upload): Promise<void> {
  try {
    await chunks.return?.()
  } catch {
    // It is not read any more: what fails at its end concerns nobody.
  }
}

function bytesOf(chunk: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk instanceof ArrayBuffer) return Buffer.from(chunk)
  throw new TypeError(`file: the stream gave ${article(chunk)}, not bytes or text`)
}
