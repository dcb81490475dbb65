/** `<wppkit-dashboard>`: status, QR code and a test message of one WhatsApp session. Needs nothing from elsewhere. */
import { textsOf } from './texts.js';
import { Link } from './link.js';
import STYLE from './style.css';

const TONES = { connected: 'good', degraded: 'bad', unknown: 'bad', auto_closed: 'bad', unlinked: 'bad', closed: '' };
const MAY_START = ['closed', 'auto_closed', 'unlinked'];

const MARKUP = `
<section part="panel">
  <header><h2 data-text="title"></h2><span class="badge" role="status" aria-live="polite"></span></header>
  <p class="help"></p>
  <img class="qr" hidden>
  <p class="code" hidden></p>
  <dl hidden></dl>
  <p class="alert" role="alert" hidden></p>
  <div class="actions">
    <button class="main" data-do="start" hidden></button>
    <button class="main" data-do="restart" data-text="restart" hidden></button>
    <button data-do="retry" data-text="retry" hidden></button>
    <button data-do="close" data-text="close" hidden></button>
    <button class="bad" data-do="ask-logout" data-text="logout" hidden></button>
  </div>
  <div class="sure" role="group" hidden>
    <p class="note"><strong data-text="sure"></strong> <span data-text="logoutHelp"></span></p>
    <div class="actions"><button class="bad" data-do="logout" data-text="yes"></button><button data-do="keep" data-text="no"></button></div>
  </div>
  <details class="pair" hidden>
    <summary data-text="pair"></summary>
    <form data-form="pair"><label><span data-text="pairPhone"></span><input name="phone" type="tel" inputmode="tel" autocomplete="tel" required></label>
    <div class="actions"><button data-text="pairSubmit"></button></div></form>
  </details>
  <details class="test" hidden>
    <summary data-text="test"></summary>
    <form data-form="test"><label><span data-text="testPhone"></span><input name="phone" type="tel" inputmode="tel" required></label>
    <label><span data-text="testMessage"></span><textarea name="message" rows="2" required></textarea></label>
    <div class="actions"><button class="main" data-text="testSubmit"></button></div>
    <p class="note" role="status" hidden></p></form>
  </details>
</section>`;

class Dashboard extends HTMLElement {
  connectedCallback() {
    this.texts = textsOf(this.getAttribute('lang') || document.documentElement.lang || navigator.language);
    this.build();
    this.find('.help').textContent = this.texts.loading;
    const base = (this.getAttribute('base') ?? './').replace(/\/?$/, '/');
    this.link = new Link(
      {
        base,
        live: this.hasAttribute('live'),
        csrfHeader: this.getAttribute('csrf-header') || 'X-CSRFToken',
        csrfToken: this.getAttribute('csrf-token') || '',
        texts: this.texts,
      },
      (answer) => this.show(answer),
      (error) => this.fail(error),
    );
    // One start by itself, so that the code is there without a click; never again after that.
    this.mayStartByItself = this.getAttribute('autostart') !== 'off';
    this.link.open();
  }

  disconnectedCallback() {
    this.link?.close();
  }

  find(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  build() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = MARKUP;
    for (const place of root.querySelectorAll('[data-text]')) place.textContent = this.texts[place.dataset.text];
    this.find('[data-do=close]').title = this.texts.closeHelp;
    this.find('[data-do=ask-logout]').title = this.texts.logoutHelp;
    root.addEventListener('click', (event) => this.act(event.target.closest?.('[data-do]')?.dataset.do));
    root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit(event.target);
    });
  }

  show(answer) {
    const { session } = answer;
    this.state = session.state;
    this.find('.badge').textContent = this.texts.state[session.state] ?? session.message;
    this.find('.badge').dataset.tone = TONES[session.state] ?? 'wait';
    this.put('.help', this.texts.help[session.state] ?? session.message);
    this.code(answer);
    this.details(session);
    this.alert('');
    this.buttons();
    this.dispatchEvent(new CustomEvent('wppkit-status', { detail: session, bubbles: true }));
    if (this.mayStartByItself && ['closed', 'unlinked'].includes(session.state)) {
      this.mayStartByItself = false;
      this.start();
    } else if (session.state !== 'starting') {
      this.mayStartByItself = false;
    }
  }

  code({ session, qrcode, pairingCode }) {
    const image = this.find('.qr');
    const waits = session.state === 'awaiting_qr' && qrcode;
    if (waits && image.src !== qrcode) Object.assign(image, { src: qrcode, alt: this.texts.qrAlt });
    if (!waits) image.removeAttribute('src');
    image.hidden = !waits;
    const pairing = session.state === 'awaiting_pairing' ? pairingCode : '';
    this.put('.code', pairing);
    if (pairing) this.find('.code').setAttribute('aria-label', `${this.texts.pairingLabel}: ${[...pairing].join(' ')}`);
  }

  details({ connected, phone, device, battery }) {
    const model = [device?.manufacturer, device?.model, device?.os].filter(Boolean).join(' ');
    const charge = battery === undefined || battery === null ? '' : `${battery} %`;
    const rows = [[this.texts.phone, phone && '+' + phone], [this.texts.device, model], [this.texts.battery, charge]];
    const shown = connected ? rows.filter(([, value]) => value) : [];
    const entry = ([name, value]) => {
      const [term, definition] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = name;
      definition.textContent = value;
      return [term, definition];
    };
    this.find('dl').replaceChildren(...shown.flatMap(entry));
    this.find('dl').hidden = !shown.length;
  }

  buttons() {
    const { state } = this;
    const visible = {
      start: MAY_START.includes(state),
      restart: state === 'degraded',
      retry: state === 'unknown',
      close: ['connected', 'degraded', 'awaiting_qr', 'awaiting_pairing', 'starting'].includes(state),
      'ask-logout': state === 'connected',
    };
    for (const [name, on] of Object.entries(visible)) this.find(`[data-do=${name}]`).hidden = !on;
    this.find('[data-do=start]').textContent = state === 'closed' ? this.texts.connect : this.texts.newCode;
    this.find('.pair').hidden = !MAY_START.includes(state);
    this.find('.test').hidden = state !== 'connected';
    if (state !== 'connected') this.find('.sure').hidden = true;
  }

  act(name) {
    const sure = this.find('.sure');
    switch (name) {
      case 'start':
        return this.start();
      case 'retry':
        return this.link.start();
      case 'ask-logout':
        sure.hidden = false;
        return this.find('[data-do=keep]').focus();
      case 'keep':
        sure.hidden = true;
        return this.find('[data-do=ask-logout]').focus();
      case 'logout':
        sure.hidden = true;
        return this.run(() => this.link.request('POST', 'logout/'));
      case 'close':
      case 'restart':
        return this.run(() => this.link.request('POST', name + '/'));
    }
  }

  start(body) {
    return this.run(async () => {
      const { status, qrcode, pairingCode } = await this.link.request('POST', 'start/', body);
      this.show({ session: status, qrcode, pairingCode });
    });
  }

  submit(form) {
    const phone = form.elements.phone.value;
    const digits = phone.replace(/\D/g, '');
    if (digits.length < 10 || digits.length > 15) return this.alert(this.texts.badPhone);
    if (form.dataset.form === 'pair') return this.start({ phone: digits });
    const message = form.elements.message.value;
    return this.run(async () => {
      const { messageId } = await this.link.request('POST', 'send-test/', { phone: digits, message });
      this.put('.test .note', this.texts.testSent + messageId);
    });
  }

  /** One action at a time; its failure is shown, and the status is read anew either way. */
  async run(action) {
    this.busy(true);
    this.mayStartByItself = false;
    this.link.stop();
    try {
      await action();
      this.alert('');
    } catch (error) {
      this.fail(error);
      this.kept = this.find('.alert').textContent;
    } finally {
      this.busy(false);
      this.link.start();
    }
  }

  busy(busy) {
    this.find('section').setAttribute('aria-busy', String(busy));
    for (const button of this.shadowRoot.querySelectorAll('button')) button.disabled = busy;
    this.put('.help', busy ? this.texts.working : this.texts.help[this.state]);
    if (busy) this.kept = '';
  }

  fail(error) {
    if (!this.state) this.show({ session: { state: 'unknown', connected: false, message: '' } });
    this.alert(error.status ? `${this.texts.error} ${error.status}: ${error.message}` : error.message);
  }

  /** The failure of an action stays until the next one; that of a status is gone with the next good status. */
  alert(text) {
    this.put('.alert', text || this.kept || '');
  }

  put(selector, text) {
    const place = this.find(selector);
    place.textContent = text || '';
    place.hidden = !text;
  }
}

customElements.define('wppkit-dashboard', Dashboard);
