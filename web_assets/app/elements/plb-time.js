/** A moment as an age or a countdown that keeps ticking. */

import { age, countdown, duration, timestamp } from "../format/format.js";
import { now } from "../state/clock.js";

/** @type {Set<PlbTime>} */
const shown = new Set();
/** @type {ReturnType<typeof setInterval>|undefined} */
let ticking;

class PlbTime extends HTMLElement {
  /** @type {number|null} */
  #at = null;
  form = "age";

  /** @param {string|number|null|undefined} value */
  set at(value) {
    const moment = typeof value === "string" ? Date.parse(value) : value;
    this.#at = moment === null || moment === undefined || Number.isNaN(moment) ? null : moment;
    this.title = timestamp(this.#at);
    this.tick();
  }

  connectedCallback() {
    shown.add(this);
    ticking ??= setInterval(() => shown.forEach((element) => element.tick()), 1000);
    this.tick();
  }

  disconnectedCallback() {
    shown.delete(this);
    if (shown.size) return;
    clearInterval(ticking);
    ticking = undefined;
  }

  tick() {
    const text = this.#text();
    const element = /** @type {HTMLElement} */ (this);
    if (element.textContent !== text) element.textContent = text;
  }

  #text() {
    if (this.#at === null) return "–";
    const apart = now() - this.#at;
    if (this.form === "countdown") return countdown(-apart);
    return this.form === "elapsed" ? duration(apart / 1000) : age(Math.max(0, apart));
  }
}

customElements.define("plb-time", PlbTime);
