/** The stream of log lines: subscribes with a filter, pauses, and resumes after the last line that arrived. */

import { apiUrl } from "./http.js";
import { passOn, Socket, socketUrl } from "./socket.js";

/** Dispatches "lines", "dropped", "state", "up", "down" and "denied". */
export class LogSocket extends EventTarget {
  #filter = { level: "DEBUG", q: "" };
  /** @type {string|null} */
  #cursor = null;
  #paused = false;

  /** @param {import("./socket.js").SocketParts} [parts] */
  constructor(parts = {}) {
    super();
    this.socket = new Socket(() => socketUrl(apiUrl("logs/stream")), parts);
    this.socket.addEventListener("open", () => this.#opened());
    this.socket.addEventListener("message", (event) => this.#received(/** @type {CustomEvent} */ (event).detail));
    passOn(this.socket, this, "down", "denied");
  }

  start() {
    this.socket.start();
  }

  stop() {
    this.socket.stop();
  }

  /** @param {{level: string, q: string}} filter */
  subscribe(filter) {
    this.#filter = filter;
    this.#cursor = null;
    this.#ask();
  }

  pause() {
    this.#paused = true;
    this.socket.send({ pause: true });
  }

  /** Goes on after the last line that arrived, so what was missed is loaded. */
  resume() {
    this.#paused = false;
    this.socket.send({ pause: false });
    this.#ask();
  }

  #ask() {
    this.socket.send({ subscribe: this.#filter, after: this.#cursor });
  }

  #opened() {
    this.#ask();
    if (this.#paused) this.socket.send({ pause: true });
    this.dispatchEvent(new CustomEvent("up"));
  }

  /** @param {any} message */
  #received(message) {
    const last = message.type === "lines" ? message.items.at(-1) : null;
    if (last) this.#cursor = last.cursor;
    if (message.type !== "hb") this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
  }
}
