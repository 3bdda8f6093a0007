/** Differences line by line: a sign and a word say what color says too. */

import { h } from "../../dom/h.js";

/** @typedef {import("./draft/diff_lines.js").DiffLine} DiffLine */

/** @type {Record<string, [string, string]>} the sign, and what it means */
const SIGNS = { added: ["+", "added: "], removed: ["−", "removed: "], same: ["", ""] };

/**
 * @param {DiffLine[]} lines
 * @param {string} label
 */
export function diffView(lines, label) {
  const rows = lines.map((line, index) => row(line, index));
  return h("div", { class: "diff", role: "region", tabindex: "0", "aria-label": label, "data-key": label }, h("table", { class: "diff-table" }, h("tbody", null, ...rows)));
}

/**
 * @param {DiffLine} line
 * @param {number} index
 */
function row({ kind, old, new: now, text }, index) {
  if (kind === "gap") return h("tr", { class: "diff-gap", "data-key": String(index) }, h("td", { colspan: 3 }, "⋯"), h("td", null, ""));
  const [sign, word] = SIGNS[kind] ?? ["", ""];
  return h(
    "tr",
    { class: `diff-${kind}`, "data-key": String(index) },
    h("td", { class: "diff-number" }, old ?? ""),
    h("td", { class: "diff-number" }, now ?? ""),
    h("td", { class: "diff-sign", "aria-hidden": "true" }, sign),
    h("td", { class: "diff-text" }, h("span", { class: "unseen" }, word), text),
  );
}
