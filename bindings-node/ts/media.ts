import { Blob } from 'node:buffer'
import { basename } from 'node:path'
import type { ReadableStream } from 'node:stream/web'
import { fileURLToPath } from 'node:url'
import type { FileCallOptions } from './call-options.js'
import { invalidInput } from './error.js'
import type { Attachment } from './native/addon.js'
import { dispatch, type Upload } from './native/dispatcher.js'
import { article } from './request.js'

/** A file ready to cross the border. */
export interface OpenFile {
  attachment: Attachment
  upload?: Upload
}

const ACCEPTED = 'a path, a URL, a data URI, bytes, a Blob or a stream'

/** Describes the file for the native half. Nothing is read before it is asked for. */
export function openFile(
  options: FileCallOptions,
  operation: string,
  session?: string,
): OpenFile | undefined {
  const { file, mediaType } = options
  const refuse = (message: string, hint: string, cause?: unknown) =>
    invalidInput(message, hint, operation, session, cause)
  if (mediaType !== undefined && typeof mediaType !== 'string') {
    throw refuse('mediaType: is no text', 'give it like image/png')
  }
  if (file === undefined) {
    if (mediaType === undefined) return undefined
    throw refuse('mediaType: there is no file that it could be of', 'leave it out, or give the file')
  }
  if (typeof file === 'string' && !file.isWellFormed()) {
    throw refuse('file: has half of a character (a lone surrogate)', `give ${ACCEPTED}`)
  }
  let opened: OpenFile | undefined
  try {
    opened = open(file)
  } catch (cause) {
    // A stream that somebody else reads, a buffer that was given away, a file URL of another machine.
    const why = cause instanceof Error ? cause.message : String(cause)
    throw refuse(`file: cannot be read: ${why}`, `give ${ACCEPTED} that can still be read`, cause)
  }
  if (!opened) throw refuse(`file: is ${article(file)}, not ${ACCEPTED}`, `give ${ACCEPTED}`)
  if (mediaType !== undefined) opened.attachment.mediaType = mediaType
  return opened
}

function open(file: unknown): OpenFile | undefined {
  if (typeof file === 'string') return { attachment: { source: file } }
  if (file instanceof URL) {
    return { attachment: { source: file.protocol === 'file:' ? fileURLToPath(file) : file.href } }
  }
  if (ArrayBuffer.isView(file)) {
    return { attachment: { bytes: Buffer.from(file.buffer, file.byteOffset, file.byteLength) } }
  }
  if (file instanceof ArrayBuffer) return { attachment: { bytes: Buffer.from(file) } }
  if (file instanceof Blob) return openBlob(file)
  if (isAsyncIterable(file)) {
    const opened = openStream(file)
    // A file stream of Node knows where it reads from.
    const path = (file as { path?: unknown }).path
    if (typeof path === 'string') opened.attachment.filename = basename(path)
    return opened
  }
  return undefined
}

function openBlob(blob: Blob): OpenFile {
  const opened = openStream(blob.stream() as AsyncIterable<unknown>)
  const name = (blob as { name?: unknown }).name
  if (typeof name === 'string' && name !== '') opened.attachment.filename = name
  if (blob.type !== '') opened.attachment.mediaType = blob.type
  return opened
}

function openStream(source: AsyncIterable<unknown>): OpenFile {
  const chunks = source[Symbol.asyncIterator]()
  const upload = { chunks: isNodeStream(source) ? ofStream(source, chunks) : chunks }
  return { attachment: { stream: dispatch().number() }, upload }
}

/** What a stream of Node has beside its iterator. */
interface NodeStream {
  on(event: 'error', listener: () => void): unknown
  destroy(): unknown
}

function isNodeStream(source: object): source is NodeStream {
  const { on, destroy } = source as Partial<NodeStream>
  return typeof on === 'function' && typeof destroy === 'function'
}

// Until the first chunk is asked for, the iterator neither hears of an error, which would then end the process, nor
// closes the stream.
function ofStream(source: NodeStream, chunks: AsyncIterator<unknown>): AsyncIterator<unknown> {
  source.on('error', () => {})
  return {
    next: () => chunks.next(),
    return: async () => {
      source.destroy()
      return { done: true, value: undefined }
    },
  }
}

/** Lets a file go that no call will read: left open it would leak, and its failure end the process. */
export function leaveUnread(file: unknown): void {
  if (typeof file !== 'object' || file === null) return
  if (isNodeStream(file)) {
    file.on('error', () => {})
    file.destroy()
  } else if (isWebStream(file) && !file.locked) {
    file.cancel().catch(() => {})
  }
}

// By its methods: to load the class takes milliseconds of every start.
function isWebStream(value: object): value is ReadableStream {
  const { getReader, cancel } = value as Partial<ReadableStream>
  return typeof getReader === 'function' && typeof cancel === 'function'
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
