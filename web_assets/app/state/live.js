/** Keeps the topics up to date: reads them over REST, applies deltas, and polls while the stream is down. */

/** @typedef {import("../types.js").Topic} Topic */
/** @typedef {import("../types.js").TopicState} TopicState */

const POLL_MS = 10_000;
const RETRY_MS = 4_000;
const GUESTS_STOP_AFTER_MS = 60_000;
/** @type {Record<string, string>} */
const KEYS = { nodes: "name", guests: "vmid", migrations: "id", runs: "id" };
/** @type {Record<string, string>} topics that are read under another name */
const PATHS = { settings: "config" };

/**
 * @param {string} topic
 * @param {any} body
 */
export function decodeTopic(topic, body) {
  const key = KEYS[topic];
  return key ? new Map(body.items.map((/** @type {any} */ row) => [String(row[key]), row])) : body;
}

/**
 * @param {string} topic
 * @param {any} data
 * @param {{set?: Record<string, any>, gone?: string[]}} delta
 */
export function applyDelta(topic, data, delta) {
  if (!KEYS[topic]) return { ...data, ...delta.set };
  const rows = new Map(data);
  for (const key of delta.gone ?? []) rows.delete(String(key));
  for (const [key, fields] of Object.entries(delta.set ?? {})) rows.set(key, { ...rows.get(key), ...fields });
  return rows;
}

/** Owns the topic slices of the store. */
export class LiveData {
  /** @type {Set<Topic>} */
  #wanted = new Set();
  /** @type {Map<Topic, Promise<void>>} */
  #loading = new Map();
  /** @type {ReturnType<typeof setInterval>|undefined} */
  #poll;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #hidden;

  /**
   * @param {import("./store.js").Store} store
   * @param {any} events an EventsSocket
   * @param {(path: string) => Promise<any>} read
   */
  constructor(store, events, read) {
    this.store = store;
    this.events = events;
    this.read = read;
    store.update("stream", { state: "connecting", failures: 0 });
    store.update("clockOffset", 0);
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ act) =>
      events.addEventListener(type, (/** @type {CustomEvent} */ event) => act(event.detail));
    on("time", (server) => this.store.update("clockOffset", server - Date.now()));
    on("hello", (message) => this.#helloCame(message));
    on("delta", (message) => this.#deltaCame(message));
    on("resync", (message) => message.topics.forEach((/** @type {Topic} */ topic) => this.load(topic)));
    on("down", (failures) => this.#streamFailed(failures));
    on("denied", () => this.store.update("denied", true));
  }

  /** @param {Topic[]} topics what the page shows now */
  want(topics) {
    const added = topics.filter((topic) => !this.#wanted.has(topic));
    this.#wanted = new Set(topics);
    this.events.subscribe([...this.#wanted]);
    for (const topic of added) this.load(topic);
  }

  start() {
    this.events.start();
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
  }

  stop() {
    this.events.stop();
    clearInterval(this.#poll);
    this.#poll = undefined;
  }

  /** @param {Topic} topic */
  load(topic) {
    const running = this.#loading.get(topic);
    if (running) return running;
    if (!this.store.get(topic)) this.store.update(topic, { status: "loading", data: null, error: null, asOf: 0, seq: -1 });
    const work = this.#load(topic).finally(() => this.#loading.delete(topic));
    this.#loading.set(topic, work);
    return work;
  }

  /** @param {Topic} topic */
  async #load(topic) {
    try {
      const body = await this.read(PATHS[topic] ?? topic);
      const asOf = Date.parse(body.as_of) || this.now();
      const data = decodeTopic(topic, body);
      this.store.update(topic, { status: "ready", data, error: null, asOf, seq: body.seq ?? -1 });
      if (this.#poll) this.store.update("reached", true);
    } catch (error) {
      this.#failed(topic, /** @type {import("../api/http.js").ApiError} */ (error));
    }
  }

  /** @returns {number} the server's time, as far as it told */
  now() {
    return Date.now() + (this.store.get("clockOffset") ?? 0);
  }

  /**
   * @param {Topic} topic
   * @param {import("../api/http.js").ApiError} error
   */
  #failed(topic, error) {
    if (error.code === "sign-in-required") {
      this.store.update("denied", true);
      return;
    }
    if (error.code === "unreached") this.store.update("reached", false);
    this.store.update(topic, { ...this.store.get(topic), status: "error", error });
    if (!this.#poll) setTimeout(() => this.#wanted.has(topic) && this.load(topic), RETRY_MS * (1 + Math.random()));
  }

  /** @param {{build: string, seq: Record<string, number>}} hello */
  #helloCame(hello) {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.store.update("stream", { state: "open", failures: 0 });
    this.store.update("reached", true);
    this.store.update("serverBuild", hello.build);
    for (const topic of this.#wanted) {
      const known = this.store.get(topic);
      if (known?.status !== "ready" || known.seq !== hello.seq?.[topic]) this.load(topic);
    }
  }

  /** @param {{topic: Topic, seq: number, as_of: string, set?: any, gone?: string[]}} delta */
  #deltaCame(delta) {
    const known = this.store.get(delta.topic);
    if (!this.#wanted.has(delta.topic) || !known || delta.seq <= known.seq) return;
    if (!known.data || delta.seq !== known.seq + 1) {
      this.load(delta.topic);
      return;
    }
    this.store.update(delta.topic, {
      status: "ready",
      data: applyDelta(delta.topic, known.data, delta),
      error: null,
      asOf: Date.parse(delta.as_of) || known.asOf,
      seq: delta.seq,
    });
  }

  /** @param {number} failures */
  #streamFailed(failures) {
    const polling = failures >= 3;
    this.store.update("stream", { state: polling ? "polling" : "waiting", failures });
    if (!polling || this.#poll) return;
    const readAll = () => this.#wanted.forEach((topic) => this.load(topic));
    this.#poll = setInterval(readAll, POLL_MS);
    readAll();
  }

  #visibilityChanged() {
    clearTimeout(this.#hidden);
    if (document.hidden) {
      this.#hidden = setTimeout(() => this.events.subscribe([...this.#wanted].filter((topic) => topic !== "guests")), GUESTS_STOP_AFTER_MS);
      return;
    }
    this.events.subscribe([...this.#wanted]);
    // Deltas that were not sent show up as a gap only with the next one.
    if (this.#wanted.has("guests")) this.load("guests");
  }
}
