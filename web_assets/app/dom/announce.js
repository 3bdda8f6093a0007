/** One place to say something short, on screen and to a screen reader. */

/**
 * @param {string} title
 * @param {{tone?: "ok"|"info"|"serious", detail?: string, id?: string}} [more]
 */
export function announce(title, { tone = "ok", detail, id } = {}) {
  // By its tag, because the element is built from what is in this folder; before the shell is there, nothing is shown.
  /** @type {any} */ (document.querySelector("plb-toasts"))?.show({ tone, title, detail, id });
}

/** @param {any} error */
export function announceError(error) {
  announce(error.message, { tone: "serious", detail: error.hint, id: error.id });
}
