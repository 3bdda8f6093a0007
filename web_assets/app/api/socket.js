/** A WebSocket that reconnects with growing waits, takes silence for a failure, and reports its state by events. */

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 30_000;
const SILENCE_MS = 40_000;
const FAILURES_BEFORE_POLLING = 3;

/**
 * Full jitter: any time between nothing and a limit that doubles.
 *
 * @param {number} failures
 * @param {() => number} random
 */
export function backoffMs(failures, random = Math.random) {
  return random() * Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.max(0, failures - 1));
}

/**
 * @typedef {{WebSocket?: any, random?: () => number, setTimeout?: Function, clearTimeout?: Function}} SocketParts
 *   what tests replace
 */

/** Dispatches "open", "message" (detail: the decoded object), "down" (detail: failures in a row) and "denied". */
export class Socket extends EventTarget {
  /** @type {any} */
  #socket = null;
  /** @type {any} */
  #retry = null;
  /** @type {any} */
  #silence = null;
  #failures = 0;
  #wanted = false;

  /**
   * @param {() => string} url
   * @param {SocketParts} [parts]
   */
  constructor(url, parts = {}) {
    super();
    this.url = url;
    this.parts = {
      WebSocket: parts.WebSocket ?? globalThis.WebSocket,
      random: parts.random ?? Math.random,
      setTimeout: parts.setTimeout ?? globalThis.setTimeout.bind(globalThis),
      clearTimeout: parts.clearTimeout ?? globalThis.clearTimeout.bind(globalThis),
    };
    this.retryNow = this.retryNow.bind(this);
  }

  get isOpen() {
    return this.#socket?.readyState === 1;
  }

  get failing() {
    return this.#failures >= FAILURES_BEFORE_POLLING;
  }

  start() {
    if (this.#wanted) return;
    this.#wanted = true;
    globalThis.addEventListener?.("online", this.retryNow);
    globalThis.document?.addEventListener("visibilitychange", this.retryNow);
    this.#connect();
  }

  stop() {
    this.#wanted = false;
    globalThis.removeEventListener?.("online", this.retryNow);
    globalThis.document?.removeEventListener("visibilitychange", this.retryNow);
    this.parts.clearTimeout(this.#retry);
    this.#retry = null;
    this.#drop();
  }

  /** Tries at once when a retry is waiting: the network or the reader has come back. */
  retryNow() {
    if (this.#retry === null || globalThis.document?.hidden) return;
    this.parts.clearTimeout(this.#retry);
    this.#retry = null;
    this.#connect();
  }

  /** @param {unknown} message */
  send(message) {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  #connect() {
    const socket = new this.parts.WebSocket(this.url());
    this.#socket = socket;
    this.#listenForSilence();
    socket.onopen = () => this.dispatchEvent(new CustomEvent("open"));
    socket.onmessage = (/** @type {{data: string}} */ event) => this.#received(event.data);
    socket.onclose = () => this.#failed();
    // "close" always follows "error", and is what is acted upon.
    socket.onerror = () => undefined;
  }

  /** @param {string} data */
  #received(data) {
    this.#listenForSilence();
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      return;
    }
    if (message?.error) {
      if (message.error.code !== "sign-in-required") return;
      this.stop();
      this.dispatchEvent(new CustomEvent("denied", { detail: message.error }));
      return;
    }
    this.#failures = 0;
    this.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  #listenForSilence() {
    this.parts.clearTimeout(this.#silence);
    this.#silence = this.parts.setTimeout(() => this.#failed(), SILENCE_MS);
  }

  #failed() {
    this.#drop();
    if (!this.#wanted || this.#retry !== null) return;
    this.#failures += 1;
    const wait = backoffMs(this.#failures, this.parts.random);
    this.#retry = this.parts.setTimeout(() => {
      this.#retry = null;
      this.#connect();
    }, wait);
    this.dispatchEvent(new CustomEvent("down", { detail: this.#failures }));
  }

  #drop() {
    this.parts.clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    // A socket that is given up may still fire: its late "close" must not count as a failure of the next one.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

/**
 * Events of one that are events of another too, with the same detail.
 *
 * @param {EventTarget} from
 * @param {EventTarget} to
 * @param {...string} types
 */
export function passOn(from, to, ...types) {
  for (const type of types) {
    from.addEventListener(type, (event) => to.dispatchEvent(new CustomEvent(type, { detail: /** @type {CustomEvent} */ (event).detail })));
  }
}

/**
 * @param {URL} url
 * @returns {string}
 */
export function socketUrl(url) {
  const copy = new URL(url);
  copy.protocol = copy.protocol === "https:" ? "wss:" : "ws:";
  return copy.href;
}
