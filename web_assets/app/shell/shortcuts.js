/** Shortcuts of a single key; they do nothing inside inputs, and can be turned off (WCAG 2.1.4). */

import { showDialog } from "../dom/dialog.js";
import { h } from "../dom/h.js";
import { recall, remember } from "../state/preferences.js";

const LIST = [
  ["/", "Search on this page"],
  ["?", "This list"],
  ["↑ ↓ Enter", "Move in the guest table, open a guest"],
  ["Esc", "Close the guest or a dialog"],
  ["End", "Follow the log again"],
  ["Enter", "In the log's search: the match before; with Shift the next one"],
];

/**
 * @param {import("../router.js").Router} router
 * @param {Record<string, import("../pages/page.js").Page>} pages
 */
export function listenForShortcuts(router, pages) {
  const jumps = new Map(Object.entries(pages).map(([name, page]) => [page.key, name]));
  const help = () => showHelp(Object.values(pages));
  addEventListener("plb-help", help);
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (!recall("shortcuts", true)) return;
    if (event.key === "?") help();
    else if (event.key === "/") focusSearch();
    else if (jumps.has(event.key)) router.go(jumps.get(event.key) ?? "");
    else return;
    event.preventDefault();
  });
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

function focusSearch() {
  const field = document.querySelector("input[data-search]");
  if (field instanceof HTMLInputElement) field.select();
}

/** @param {import("../pages/page.js").Page[]} pages */
function showHelp(pages) {
  if (document.querySelector("dialog[open]")) return;
  const box = h("input", { type: "checkbox", checked: recall("shortcuts", true), on: { change: (event) => remember("shortcuts", event.target.checked) } });
  const jumps = [pages.map(({ key }) => key).join(" "), pages.map(({ title }) => title).join(", ")];
  const rows = [...LIST.slice(0, 2), jumps, ...LIST.slice(2)].map(([keys = "", what = ""]) => h("div", null, h("dt", null, ...keys.split(" ").map((key) => h("kbd", null, key))), h("dd", null, what)));
  showDialog("Keyboard shortcuts", h("dl", { class: "facts shortcuts" }, ...rows), h("label", { class: "check" }, box, "Single-key shortcuts are on"));
}
