/** The stream of changes: which topics are wanted, and what the server says about them. */

import { apiUrl } from "./http.js";
import { passOn, Socket, socketUrl } from "./socket.js";

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
    passOn(this.socket, this, "down", "denied");
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
    if (message.server_time) this.#tell("time", Date.parse(message.server_time));
    if (message.type !== "hb") this.#tell(message.type, message);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
