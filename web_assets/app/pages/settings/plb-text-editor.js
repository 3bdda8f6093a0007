/** A plain text field with line numbers and marked lines. Takes "text", "marks" and "readOnly"; tells by the event "text". */

import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";

/** @typedef {{tone: string, symbol: string, title: string}} Mark */

const LINE = 20;

class PlbTextEditor extends HTMLElement {
  #numbers = h("div", { class: "editor-numbers", "aria-hidden": "true" });
  #marks = h("div", { class: "editor-marks", "aria-hidden": "true" });
  #field = h("textarea", { class: "editor-text", wrap: "off", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "Text of the settings file", on: { input: () => this.#typed(), scroll: () => this.#scrolled() } });
  #lines = 0;

  connectedCallback() {
    if (!this.#field.isConnected) this.append(h("div", { class: "editor-gutter" }, this.#numbers), this.#marks, this.#field);
  }

  /** @param {string} text */
  set text(text) {
    if (this.#field.value === text) return;
    const { selectionStart, selectionEnd, scrollTop } = this.#field;
    this.#field.value = text;
    if (document.activeElement === this.#field) this.#field.setSelectionRange(selectionStart, selectionEnd);
    this.#field.scrollTop = scrollTop;
    this.#number();
  }

  /** @param {boolean} value */
  set readOnly(value) {
    this.#field.readOnly = value;
  }

  /** @param {Map<number, Mark>} marks by line */
  set marks(marks) {
    const shown = [...marks].map(([line, { tone, symbol, title }]) =>
      h("div", { class: `editor-mark tone-${tone}`, "data-key": String(line), title, style: { top: `${(line - 1) * LINE}px` } }, icon(symbol)),
    );
    morph(this.#marks, ...shown);
  }

  /**
   * @param {number} line
   * @param {number|null} column
   */
  goTo(line, column) {
    const before = this.#field.value.split("\n").slice(0, line - 1).join("\n").length;
    const start = line > 1 ? before + 1 : 0;
    const end = this.#field.value.indexOf("\n", start);
    this.#field.focus();
    this.#field.setSelectionRange(start + Math.max(0, (column ?? 1) - 1), end === -1 ? this.#field.value.length : end);
    this.#field.scrollTop = Math.max(0, (line - 1) * LINE - this.#field.clientHeight / 2);
    this.#field.scrollLeft = 0;
  }

  #typed() {
    this.#number();
    this.dispatchEvent(new CustomEvent("text", { detail: this.#field.value }));
  }

  #number() {
    const lines = this.#field.value.split("\n").length;
    if (lines === this.#lines) return;
    this.#lines = lines;
    this.#numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
  }

  #scrolled() {
    const move = `translateY(${-this.#field.scrollTop}px)`;
    this.#numbers.style.transform = move;
    this.#marks.style.transform = move;
  }
}

customElements.define("plb-text-editor", PlbTextEditor);
export { PlbTextEditor };
