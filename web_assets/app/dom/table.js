/** The frames of tables and lists of facts: what goes into their rows is for those who know the subject. */

import { h } from "./h.js";

/** @typedef {import("./h.js").Child} Child */

/**
 * A table that scrolls sideways inside its own region, so that the page never does.
 *
 * @param {{label: string, heads: Child[], numbers?: string[], look?: string, frame?: string, key?: string}} about
 *        numbers: heads of columns that hold figures; look and frame: further classes of the table and of its region
 * @param {Child[]} rows
 */
export function table({ label, heads, numbers = [], look = "", frame = "", key }, rows) {
  return h(
    "div",
    { class: `table-wrap ${frame}`, "data-key": key, tabindex: "0", role: "region", "aria-label": label },
    h(
      "table",
      { class: `table ${look}` },
      h("thead", null, h("tr", null, ...heads.map((head) => h("th", { scope: "col", class: numbers.includes(String(head)) ? "number" : "" }, head)))),
      h("tbody", null, ...rows),
    ),
  );
}

/**
 * @param {([string, ...Child[]]|null)[]} rows a name and what is to be said under it; null is left out
 * @param {{look?: string, key?: string}} [about]
 */
export function factList(rows, { look = "", key } = {}) {
  const told = rows.filter((row) => row !== null);
  return h("dl", { class: `facts ${look}`, "data-key": key }, ...told.map(([name, ...value]) => h("div", { "data-key": name }, h("dt", null, name), h("dd", null, ...value))));
}
