/** Short notes in the corner: read out at once, gone by themselves unless they are errors. */

import { h } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { iconButton } from "../dom/parts.js";

const SHOWN_MS = 6000;
const MOST = 4;

class PlbToasts extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  /**
   * @param {{tone: "ok"|"info"|"serious", title: string, detail?: string, id?: string}} note
   */
  show(note) {
    const toast = h(
      "div",
      { class: `toast tone-${note.tone}` },
      icon(note.tone),
      h(
        "div",
        { class: "grow" },
        h("strong", null, note.title),
        note.detail ? h("p", null, note.detail) : null,
        note.id ? h("p", { class: "faint mono" }, `id ${note.id}`) : null,
      ),
      iconButton("close", "Dismiss", () => toast.remove()),
    );
    this.append(toast);
    while (this.childElementCount > MOST) this.firstElementChild?.remove();
    if (note.tone !== "serious") setTimeout(() => toast.remove(), SHOWN_MS);
  }
}

customElements.define("plb-toasts", PlbToasts);
