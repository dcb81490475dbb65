import { Blob } from 'node:buffer'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileCallOptions } from './call-options.js'
import { invalidInput } from './error.js'
import type { Attachment } from './native/addon.js'
import { dispatch, type Upload } from './native/dispatcher.js'

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
  if (file === undefined) return undefined
  if (mediaType !== undefined && typeof mediaType !== 'string') {
    throw invalidInput('mediaType: is no text', 'give it like image/png', operation, session)
  }
  const opened = open(file)
  if (!opened) {
    const kind = file === null ? 'null' : typeof file
    throw invalidInput(`file: is ${kind}, not ${ACCEPTED}`, `give ${ACCEPTED}`, operation, session)
  }
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
  return { attachment: { stream: dispatch().number() }, upload: { chunks: source[Symbol.asyncIterator]() } }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
