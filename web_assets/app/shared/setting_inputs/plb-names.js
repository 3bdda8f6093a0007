/** A list of names, one per line; what is being typed stays as it is typed. Takes "about" and "names"; tells by the event "names" (detail: the list). */

import { h } from "../../dom/h.js";

/** @param {string} text */
export function namesIn(text) {
  return [...new Set(text.split(/\n/).map((one) => one.trim()).filter(Boolean))];
}

class PlbNames extends HTMLElement {
  #field = h("textarea", { rows: 2, spellcheck: "false", autocomplete: "off", placeholder: "one per line", on: { input: () => this.#typed() } });
  /** @type {string[]} */
  #names = [];

  connectedCallback() {
    if (!this.#field.isConnected) this.append(this.#field);
  }

  /** @param {{id: string, label: string, rows: number, describedBy: string, disabled?: boolean}} about */
  set about({ id, label, rows, describedBy }) {
    const field = this.#field;
    field.id = id;
    if (label) field.setAttribute("aria-label", label);
    if (describedBy) field.setAttribute("aria-describedby", describedBy);
    field.rows = Math.max(rows, Math.min(6, namesIn(field.value).length));
  }

  /** @param {string[]} names */
  set names(names) {
    this.#names = names;
    if (JSON.stringify(namesIn(this.#field.value)) !== JSON.stringify(names)) this.#field.value = names.join("\n");
  }

  get names() {
    return this.#names;
  }

  #typed() {
    this.dispatchEvent(new CustomEvent("names", { detail: namesIn(this.#field.value) }));
  }
}

customElements.define("plb-names", PlbNames);
