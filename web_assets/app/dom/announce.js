/** One place to say something short, on screen and to a screen reader. */

import { PlbToasts } from "../elements/plb-toasts.js";

/**
 * @param {string} title
 * @param {{tone?: "ok"|"info"|"serious", detail?: string, id?: string}} [more]
 */
export function announce(title, { tone = "ok", detail, id } = {}) {
  const toasts = document.querySelector("plb-toasts");
  if (toasts instanceof PlbToasts) toasts.show({ tone, title, detail, id });
}

/** @param {any} error */
export function announceError(error) {
  announce(error.message, { tone: "serious", detail: error.hint, id: error.id });
}
