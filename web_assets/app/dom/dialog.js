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
  const dialog = dialogBox(title, lines.map((line) => h("p", null, line)), [cancel, go]);
  return answer(dialog).then((value) => value === "go");
}

/**
 * Offers several ways to go on, each with what it does; the safe answer has the focus.
 *
 * @param {{title: string, content: Node[], wide?: boolean,
 *          choices: {value: string, label: string, detail: string, reason?: string}[]}} question
 *        reason: why a choice cannot be taken now
 * @returns {Promise<string|null>} the chosen value
 */
export function chooseAction({ title, content, choices, wide = false }) {
  const cancel = h("button", { class: "button", value: "", autofocus: true }, "Cancel");
  const ways = choices.map(({ value, label, detail, reason }, index) =>
    h("div", { class: "dialog-choice" }, h("button", { class: `button ${index === 0 ? "primary" : ""}`, value, disabled: Boolean(reason) }, label), h("p", { class: "hint" }, reason || detail)),
  );
  // Long content scrolls by itself, so that the ways to go on stay in sight.
  const above = wide ? [h("div", { class: "dialog-content", tabindex: "0", role: "region", "aria-label": title }, content)] : content;
  const dialog = dialogBox(title, [...above, ...ways], [cancel]);
  dialog.classList.toggle("dialog-wide", wide);
  return answer(dialog).then((value) => value || null);
}

/**
 * Asks for a word, for the one thing that is not to be done by a slip.
 *
 * @param {{title: string, content: Node[], word: string, action: string}} question
 * @returns {Promise<boolean>}
 */
export function typeToConfirm({ title, content, word, action }) {
  const cancel = h("button", { class: "button", value: "" }, "Cancel");
  const go = h("button", { class: "button danger", value: "go", disabled: true }, action);
  const input = (/** @type {any} */ event) => (go.disabled = event.target.value.trim() !== word);
  const field = h("label", { class: "dialog-word" }, `Type ${word} to confirm`, h("input", { type: "text", autocomplete: "off", spellcheck: "false", autofocus: true, on: { input } }));
  const dialog = dialogBox(title, [...content, field], [cancel, go]);
  dialog.classList.add("dialog-wide");
  return answer(dialog).then((value) => value === "go");
}

/**
 * @param {string} title
 * @param {...Node} content
 */
export function showDialog(title, ...content) {
  const close = h("button", { class: "button", value: "close", autofocus: true }, "Close");
  answer(dialogBox(title, content, [close]));
}

/**
 * Opens a dialog for the time until it is closed, and takes it off the page then.
 *
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<string>} the value of the button that closed it; empty after Escape
 */
function answer(dialog) {
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * @param {string} title
 * @param {Node[]} content
 * @param {Node[]} buttons
 */
function dialogBox(title, content, buttons) {
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id: "dialog-title" }, title),
    content,
    h("div", { class: "dialog-buttons" }, buttons),
  );
  return h("dialog", { class: "dialog", "aria-labelledby": "dialog-title" }, form);
}
