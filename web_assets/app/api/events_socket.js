/** The stream of changes: which topics are wanted, and what the server says about them. */

import { apiUrl } from "./http.js";
import { Socket, socketUrl } from "./socket.js";

/** Dispatches "hello", "delta", "resync", "up", "down" and "denied". */
export class EventsSocket extends EventTarget {
  /** @type {string[]} */
  #topics = [];

  /** @param {import("./socket.js").SocketParts} [parts] */
  constructor(parts = {}) {
    super();
    this.socket = new Socket(() => socketUrl(apiUrl("events")), parts);
    this.socket.addEventListener("open", () => this.socket.send({ subscribe: this.#topics }));
    this.socket.addEventListener("message", (event) => this.#received(/** @type {CustomEvent} */ (event).detail));
    this.socket.addEventListener("down", (event) => this.#pass("down", /** @type {CustomEvent} */ (event).detail));
    this.socket.addEventListener("denied", (event) => this.#pass("denied", /** @type {CustomEvent} */ (event).detail));
  }

  start() {
    this.socket.start();
  }

  stop() {
    this.socket.stop();
  }

  /** @param {string[]} topics */
  subscribe(topics) {
    this.#topics = topics;
    this.socket.send({ subscribe: topics });
  }

  /** @param {any} message */
  #received(message) {
    if (message.server_time) this.#pass("time", Date.parse(message.server_time));
    if (message.type !== "hb") this.#pass(message.type, message);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #pass(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
