/** The log as a window over thousands of lines: it follows only at the bottom, and never moves while paused. */

import { copyText } from "../../dom/clipboard.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h } from "../../dom/h.js";
import { plain } from "./ansi.js";
import { rowsOf } from "./buffer.js";
import { logLine } from "./line.js";

/** @typedef {import("../../types.js").LogLine} LogLine */

const ROW_PX = 20;
const MARGIN_PX = 400;
const NEAR_TOP_PX = 200;
const NO_POSITION = -1000;

/** Takes "lines" and "look"; tells by the events "pause", "resume", "older", and by "link" and "context" with a line. */
export class PlbLogView extends HTMLElement {
  /** @type {LogLine[]} */
  #lines = [];
  /** @type {import("./line.js").LineLook} */
  #look = { times: "local", wrap: true, ranges: () => [], filtered: false };
  /** @type {LogLine|null} */
  #current = null;
  /** @type {Float64Array} where each line begins, and where the last one ends */
  #tops = new Float64Array(1);
  /** @type {Set<LogLine>} */
  #expanded = new Set();
  /** @type {Map<LogLine, HTMLElement>} */
  #shown = new Map();
  #following = true;
  #columns = 0;
  #expectedTop = NO_POSITION;
  #width = 0;
  #above = h("div", { "aria-hidden": "true" });
  #rows = h("div", { class: "log-rows", role: "presentation" });
  #below = h("div", { "aria-hidden": "true" });
  #ruler = h("span", { class: "log-ruler", "aria-hidden": "true" }, "0".repeat(100));
  #scroller = h(
    "div",
    { class: "log-scroll", tabindex: "0", role: "log", "aria-label": "ProxLB log", "aria-live": "off", on: { scroll: () => this.#scrolled(), keydown: (event) => this.#key(event) } },
    this.#above,
    this.#rows,
    this.#below,
  );
  #paint = oncePerFrame(() => this.#render());

  connectedCallback() {
    if (!this.contains(this.#scroller)) this.append(this.#scroller, this.#ruler);
    this.observer = new ResizeObserver(() => this.#resized());
    this.observer.observe(this.#scroller);
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    this.#paint.cancel();
  }

  get following() {
    return this.#following;
  }

  /** @param {LogLine[]} lines */
  set lines(lines) {
    const anchor = this.#following ? null : this.#anchor();
    this.#lines = lines;
    this.#measure();
    if (anchor) this.#restore(anchor);
    this.#paint();
  }

  /** @param {import("./line.js").LineLook} look */
  set look(look) {
    const anchor = this.#following ? null : this.#anchor();
    this.#look = look;
    this.#shown.clear();
    this.#scroller.classList.toggle("wrap", look.wrap);
    this.#measure();
    if (anchor) this.#restore(anchor);
    this.#paint();
  }

  follow() {
    this.#following = true;
    this.#paint();
  }

  pause() {
    this.#following = false;
  }

  /**
   * Shows one line in the middle, marked as the current one.
   *
   * @param {LogLine|null} line
   */
  reveal(line) {
    for (const one of [this.#current, line]) if (one) this.#shown.delete(one);
    this.#current = line;
    const index = line ? this.#lines.indexOf(line) : -1;
    if (index !== -1) {
      if (this.#following) this.#stopFollowing();
      const total = this.#tops[this.#lines.length] ?? 0;
      this.#below.style.setProperty("height", `${total}px`);
      this.#scrollTo(Math.max(0, (this.#tops[index] ?? 0) - this.#scroller.clientHeight / 2));
    }
    this.#render();
  }

  /** What the reader sees at the top, to keep it there. */
  #anchor() {
    const index = this.#lineAt(this.#scroller.scrollTop);
    const line = this.#lines[index];
    return line ? { line, offset: this.#scroller.scrollTop - (this.#tops[index] ?? 0) } : null;
  }

  /** @param {{line: LogLine, offset: number}} anchor */
  #restore({ line, offset }) {
    const index = this.#lines.indexOf(line);
    if (index === -1) return;
    const top = (this.#tops[index] ?? 0) + offset;
    // The new height must be there before the position can be.
    this.#above.style.setProperty("height", `${this.#tops[index]}px`);
    this.#below.style.setProperty("height", `${(this.#tops[this.#lines.length] ?? 0) - (this.#tops[index] ?? 0)}px`);
    this.#scrollTo(top);
  }

  /** @param {number} top */
  #scrollTo(top) {
    this.#scroller.scrollTop = top;
    this.#expectedTop = this.#scroller.scrollTop;
  }

  #resized() {
    const width = this.#scroller.clientWidth;
    if (width !== this.#width) {
      this.#width = width;
      const anchor = this.#following ? null : this.#anchor();
      this.#shown.clear();
      this.#measure();
      if (anchor) this.#restore(anchor);
    }
    this.#paint();
  }

  #measure() {
    const character = this.#ruler.getBoundingClientRect().width / 100 || 8;
    const style = getComputedStyle(this.#scroller);
    const side = parseFloat(style.getPropertyValue("--log-side")) || 90;
    const times = this.#look.times === "off" || this.#scroller.clientWidth < 560 ? 0 : parseFloat(style.getPropertyValue("--log-time")) || 170;
    const room = this.#scroller.clientWidth - side - times;
    this.#columns = this.#look.wrap ? Math.max(20, Math.floor(room / character)) : 0;
    this.#tops = new Float64Array(this.#lines.length + 1);
    this.#lines.forEach((line, index) => {
      this.#tops[index + 1] = (this.#tops[index] ?? 0) + this.#rowsOf(line) * ROW_PX;
    });
  }

  /** @param {LogLine} line */
  #rowsOf(line) {
    if (line.kind === "document") return this.#expanded.has(line) ? 1 + rowsOf(line.text, this.#columns) : 1;
    return rowsOf(plain(line.text), this.#columns);
  }

  /** @param {number} top */
  #lineAt(top) {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tops[middle + 1] ?? Infinity) <= top) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #render() {
    const total = this.#tops[this.#lines.length] ?? 0;
    const height = this.#scroller.clientHeight;
    const top = this.#following ? Math.max(0, total - height) : this.#scroller.scrollTop;
    const first = this.#lineAt(Math.max(0, top - MARGIN_PX));
    const last = Math.min(this.#lines.length, this.#lineAt(top + height + MARGIN_PX) + 1);
    const shown = new Map();
    for (const line of this.#lines.slice(first, last)) shown.set(line, this.#shown.get(line) ?? this.#element(line));
    this.#place([...shown.values()]);
    this.#shown = shown;
    this.#above.style.setProperty("height", `${this.#tops[first] ?? 0}px`);
    this.#below.style.setProperty("height", `${total - (this.#tops[last] ?? total)}px`);
    if (this.#following) this.#scrollTo(this.#scroller.scrollHeight);
  }

  /** @param {HTMLElement[]} wanted */
  #place(wanted) {
    const kept = new Set(wanted);
    for (const child of [...this.#rows.children]) if (!kept.has(/** @type {HTMLElement} */ (child))) child.remove();
    let before = this.#rows.firstChild;
    for (const element of wanted) {
      if (element === before) before = element.nextSibling;
      else this.#rows.insertBefore(element, before);
    }
  }

  /** @param {LogLine} line */
  #element(line) {
    return logLine(line, this.#look, {
      expanded: this.#expanded.has(line),
      current: line === this.#current,
      rows: this.#rowsOf(line),
      toggle: () => this.#toggle(line),
      copy: () => copyText(`${line.time} ${line.level} ${plain(line.text)}`),
      link: () => this.dispatchEvent(new CustomEvent("link", { detail: line })),
      context: () => this.dispatchEvent(new CustomEvent("context", { detail: line })),
    });
  }

  /** @param {LogLine} line */
  #toggle(line) {
    if (!this.#expanded.delete(line)) this.#expanded.add(line);
    // Reading a document and being carried off by new lines do not go together.
    if (this.#following) this.#stopFollowing();
    const anchor = this.#anchor();
    this.#shown.delete(line);
    this.#measure();
    if (anchor) this.#restore(anchor);
    this.#render();
  }

  #stopFollowing() {
    this.#following = false;
    this.dispatchEvent(new CustomEvent("pause"));
  }

  get #atBottom() {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroller;
    return scrollTop + clientHeight >= scrollHeight - 4;
  }

  #scrolled() {
    const top = this.#scroller.scrollTop;
    if (Math.abs(top - this.#expectedTop) > 1) {
      this.#expectedTop = NO_POSITION;
      if (this.#following && !this.#atBottom) this.#stopFollowing();
      else if (!this.#following && this.#atBottom) this.dispatchEvent(new CustomEvent("resume"));
      if (top < NEAR_TOP_PX && !this.#following) this.dispatchEvent(new CustomEvent("older"));
    }
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "End") {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("resume"));
    } else if (event.key === "Home") {
      event.preventDefault();
      if (this.#following) this.#stopFollowing();
      this.#scroller.scrollTop = 0;
    }
  }
}

customElements.define("plb-log-view", PlbLogView);
