/** What the cockpit looked for at start: every failing check with its cause and a fix to copy. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, copyButton, problemState, skeleton } from "../../dom/parts.js";

/** @type {Record<string, [string, string]>} */
const STATES = {
  ok: ["ok", "Found"],
  warning: ["warning", "Limited"],
  failed: ["serious", "Missing"],
  skipped: ["off", "Skipped"],
};

/**
 * @param {import("../../types.js").App} app
 * @param {{items: import("../../types.js").SetupItem[]|null, error: any}} setup
 */
export function setupCard(app, setup) {
  const again = button("Check again", { symbol: "reload", tone: "small", key: "again", click: () => loadSetup(app) });
  const body = setup.items ? h("ul", { class: "setup", "data-key": "rows" }, ...setup.items.map(row)) : setup.error ? problemState(setup.error) : skeleton(5);
  return card({ title: "What the cockpit found", aside: [again], key: "setup" }, body);
}

/** @param {import("../../types.js").SetupItem} item */
function row(item) {
  const [symbol, word] = STATES[item.state] ?? ["unknown", item.state];
  const tone = symbol === "off" ? "plain" : symbol;
  return h(
    "li",
    { class: `setup-row tone-${tone}`, "data-key": item.id },
    icon(symbol),
    h(
      "div",
      { class: "grow" },
      h("div", { class: "setup-title" }, h("strong", null, item.title), h("span", { class: "setup-state" }, word)),
      h("p", null, item.message),
      item.looked_for ? h("p", { class: "faint" }, "Looked for: ", h("span", { class: "mono" }, item.looked_for)) : null,
      item.hint ? h("p", { class: "hint" }, item.hint) : null,
      item.fix ? h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": `Fix for ${item.title}` }, item.fix), copyButton(item.fix, `Copy the fix for ${item.title}`)) : null,
    ),
  );
}

/** @param {import("../../types.js").App} app */
export async function loadSetup(app) {
  const before = app.store.get("setup");
  app.store.update("setup", { items: before?.items ?? null, error: null });
  try {
    app.store.update("setup", { items: (await app.read("setup")).items, error: null });
  } catch (error) {
    app.store.update("setup", { items: null, error });
  }
}
