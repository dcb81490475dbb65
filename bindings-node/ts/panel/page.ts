import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { PanelRequest } from './http.js'

/** How the dashboard page looks. */
export interface PageSettings {
  /** `pt-BR` (the default) or `en`. */
  lang?: 'pt-BR' | 'en' | undefined
  /** Title of the page. */
  title?: string | undefined
  /** A closed session is not started by opening the page. */
  autostart?: boolean | undefined
}

/** Name of the script below the mount. */
export const SCRIPT = 'wppkit-dashboard.js'

let script: { text: Buffer; etag: string } | undefined

/** Answers with the dashboard's script. */
export function sendScript(request: PanelRequest, response: ServerResponse): void {
  if (!script) {
    const text = readFileSync(join(__dirname, SCRIPT))
    script = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
  }
  const headers = { 'cache-control': 'no-cache', etag: script.etag }
  if (request.headers['if-none-match'] === script.etag) {
    response.writeHead(304, headers).end()
    return
  }
  const type = 'text/javascript; charset=utf-8'
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': script.text.length })
  response.end(request.method === 'HEAD' ? undefined : script.text)
}

/** Answers with the dashboard page; `base` is the path of the mount, with a slash at its end. */
export function sendPage(response: ServerResponse, base: string, settings: PageSettings = {}): void {
  const lang = settings.lang ?? 'pt-BR'
  const at = escaped(base)
  const autostart = settings.autostart === false ? ' autostart="off"' : ''
  const page = `<!doctype html>
<html lang="${escaped(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(settings.title ?? 'WhatsApp')}</title>
<script type="module" src="${at}${SCRIPT}"></script>
</head>
<body>
<wppkit-dashboard base="${at}" lang="${escaped(lang)}" live${autostart}></wppkit-dashboard>
</body>
</html>
`
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(page)
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
