/** Dialogs by the platform's own element: focus stays inside, Escape closes, focus returns. */

import { h } from "./h.js";

/**
 * Asks before something is interrupted; the safe answer has the focus.
 *
 * @param {{title: string, lines: string[], action: string}} question
 * @returns {Promise<boolean>}
 */
export function confirmAction({ title, lines, action }) {
  const cancel = h("button", { class: "button", value: "cancel", autofocus: true }, "Cancel");
  const go = h("button", { class: "button danger", value: "go" }, action);
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      ...lines.map((line) => h("p", null, line)),
      h("div", { class: "dialog-buttons" }, cancel, go),
    ),
  );
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * @param {string} title
 * @param {...Node} content
 */
export function showDialog(title, ...content) {
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-labelledby": "dialog-title" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      ...content,
      h("div", { class: "dialog-buttons" }, h("button", { class: "button", value: "close", autofocus: true }, "Close")),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
