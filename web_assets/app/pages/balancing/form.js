/** ProxLB's balancing settings as a form, each with its own name, range, default and help. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card } from "../../dom/parts.js";
import { choice, choices, names, number, shown, toggle } from "../../shared/setting_inputs/inputs.js";
import { valueOf } from "./draft.js";

/** @typedef {import("./draft.js").BalancingItem} BalancingItem */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {(item: BalancingItem, value: any) => void} Change */

/** @type {[string, (item: BalancingItem) => boolean, boolean][]} a group, what belongs into it, and whether it is open */
const GROUPS = [
  ["Goal", (item) => ["enable", "method", "mode", "balanciness"].includes(item.key) || (item.key.endsWith("_threshold") && !item.note), true],
  ["Guests and rules", (item) => ["balance_types", "balance_larger_guests_first", "enforce_affinity", "enforce_pinning", "ignore_guests"].includes(item.key), true],
  ["How guests move", (item) => !item.in_plan, false],
  ["Reserve, pools, pressure and other limits", () => true, false],
];

/**
 * @param {BalancingItem[]} items
 * @param {Draft} draft
 * @param {Change} change
 */
export function balancingForm(items, draft, change) {
  const left = [...items];
  const groups = GROUPS.map(([title, belongs, open]) => {
    const own = left.filter(belongs);
    for (const item of own) left.splice(left.indexOf(item), 1);
    const changed = own.filter((item) => item.key in draft.settings).length;
    return h(
      "details",
      { class: "form-group", "data-key": title, open },
      h("summary", null, icon("chevron"), title, changed ? h("span", { class: "chip tone-accent" }, `${changed} changed`) : null),
      ...own.map((item) => field(item, draft, change)),
    );
  });
  return card({ title: "Settings", key: "form", class: "balancing-form" }, ...groups);
}

/**
 * @param {BalancingItem} item
 * @param {Draft} draft
 * @param {Change} change
 */
function field(item, draft, change) {
  const id = `field-${item.key}`;
  const changed = item.key in draft.settings;
  const value = valueOf(draft, item);
  return h(
    "div",
    { class: `field ${changed ? "field-changed" : ""}`, "data-key": item.key },
    h(
      "div",
      { class: "field-head" },
      h("label", { for: id, id: `${id}-label` }, item.title),
      h("code", { class: "faint" }, item.key),
      changed
        ? button(`was ${shown(item, item.value)}`, { tone: "small quiet", key: "reset", title: `Back to what the file says`, click: () => change(item, item.value), attributes: { "aria-label": `${item.title}: back to ${shown(item, item.value)}` } })
        : null,
    ),
    control(item, value, id, (now) => change(item, now)),
    h("p", { class: "field-help", id: `${id}-help` }, item.help, " ", h("span", { class: "faint" }, `Default: ${shown(item, item.default)}.`)),
    item.note ? h("p", { class: "field-help tone-warning field-note" }, icon("info"), item.note) : null,
  );
}

/**
 * @param {BalancingItem} item
 * @param {any} value
 * @param {string} id
 * @param {(value: any) => void} set
 */
function control(item, value, id, set) {
  if (item.kind === "switch") return toggle(value, id, set);
  if (item.kind === "integer" || item.kind === "number") return number(item, value, id, set);
  if (item.kind === "choice") return choice(item, value, id, set);
  if (item.kind === "choices") return choices(item, value, id, set);
  if (item.kind === "names") return names(value, id, set);
  return h("p", { class: "field-table", id }, h("code", null, shown(item, value)), h("a", { class: "more", href: `#/settings?path=balancing.${item.key}` }, "Edit in the settings file"));
}
