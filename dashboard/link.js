/** Talks to the endpoints of the panel: requests, server-sent events, and sparse polling where there are none. */

/** An answer that is no success. */
export class PanelError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const PAUSE = { login: 4000, idle: 15000, connected: 30000, longest: 60000 };
const LOGGING_IN = ['starting', 'awaiting_qr', 'awaiting_pairing', 'syncing'];

export class Link {
  /** `settings`: base, live, csrfHeader, csrfToken, texts. `show({session, qrcode, pairingCode})` and `fail(error)` are told. */
  constructor(settings, show, fail) {
    Object.assign(this, settings, { show, fail });
    this.failures = 0;
    this.onVisible = () => (document.hidden ? this.stop() : this.start());
  }

  /** Follows the status until `close()`. A hidden page asks nothing. */
  open() {
    document.addEventListener('visibilitychange', this.onVisible);
    this.start();
  }

  close() {
    document.removeEventListener('visibilitychange', this.onVisible);
    this.stop();
  }

  start() {
    this.stop();
    if (this.live && 'EventSource' in window) this.listen();
    else this.poll();
  }

  stop() {
    clearTimeout(this.timer);
    this.events?.close();
    this.events = null;
    this.turn = Symbol('turn');
  }

  listen() {
    const events = new EventSource(this.base + 'events/', { withCredentials: true });
    this.events = events;
    events.addEventListener('status', (event) => {
      this.failures = 0;
      const answer = JSON.parse(event.data);
      if (answer.success) this.show(answer);
      else this.fail(new PanelError(answer.message, answer.status_code));
    });
    events.onerror = () => {
      // The browser connects again by itself; a server that has no events is polled.
      if (events.readyState === EventSource.CLOSED || ++this.failures >= 3) {
        this.live = false;
        this.start();
      }
    };
  }

  async poll() {
    const turn = this.turn;
    let pause;
    try {
      const answer = await this.status();
      if (turn !== this.turn) return;
      this.failures = 0;
      this.show(answer);
      const { state } = answer.session;
      pause = LOGGING_IN.includes(state) ? PAUSE.login : state === 'connected' ? PAUSE.connected : PAUSE.idle;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failures += 1;
      this.fail(error);
      pause = Math.min(PAUSE.login * 2 ** this.failures, PAUSE.longest);
    }
    this.timer = setTimeout(() => this.poll(), pause);
  }

  /** Status, with the code where one waits. */
  async status() {
    const answer = await this.request('GET', 'status/');
    if (!['awaiting_qr', 'awaiting_pairing'].includes(answer.session.state)) return answer;
    const { qrcode, pairingCode } = await this.request('GET', 'qrcode/');
    return { ...answer, qrcode, pairingCode };
  }

  /** One call. Every failure is a `PanelError` with a sentence to show. */
  async request(method, path, body) {
    const headers = { accept: 'application/json' };
    if (method !== 'GET') {
      headers['content-type'] = 'application/json; charset=utf-8';
      const token = this.csrfToken || cookie('csrftoken');
      if (token) headers[this.csrfHeader] = token;
    }
    let answer;
    try {
      answer = await fetch(this.base + path, {
        method,
        headers,
        credentials: 'same-origin',
        body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
      });
    } catch {
      throw new PanelError(this.texts.noAnswer, 0);
    }
    const json = await answer.json().catch(() => null);
    if (json?.success) return json;
    if (json?.success === false) throw new PanelError(json.message, json.status_code ?? answer.status);
    throw new PanelError([401, 403].includes(answer.status) ? this.texts.signedOut : this.texts.notJson, answer.status);
  }
}

function cookie(name) {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(name + '='));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}
