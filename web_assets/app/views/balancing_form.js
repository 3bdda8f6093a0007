/** ProxLB's balancing settings as a form, each with its own name, range, default and help. */

import { h } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { button, card } from "../dom/parts.js";
import { valueOf } from "../state/plan_draft.js";

/** @typedef {import("../state/plan_draft.js").BalancingItem} BalancingItem */
/** @typedef {import("../state/plan_draft.js").Draft} Draft */
/** @typedef {(item: BalancingItem, value: any) => void} Change */

/** @type {[string, (item: BalancingItem) => boolean, boolean][]} a group, what belongs into it, and whether it is open */
const GROUPS = [
  ["Goal", (item) => ["enable", "method", "mode", "balanciness"].includes(item.key) || (item.key.endsWith("_threshold") && !item.note), true],
  ["Guests and rules", (item) => ["balance_types", "balance_larger_guests_first", "enforce_affinity", "enforce_pinning", "ignore_guests"].includes(item.key), true],
  ["How guests move", (item) => !item.in_plan, false],
  ["Reserve, pools, pressure and other limits", () => true, false],
];

/** @type {Record<string, string>} */
const WORDS = { memory: "Memory", cpu: "CPU", disk: "Disk", used: "Used", assigned: "Assigned", psi: "Pressure", vm: "VM", ct: "CT" };

/**
 * @param {BalancingItem[]} items
 * @param {Draft} draft
 * @param {Change} change
 * @param {import("../dom/h.js").Child} foot
 */
export function balancingForm(items, draft, change, foot) {
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
  return card({ title: "Settings", key: "form", class: "balancing-form" }, ...groups, foot);
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
  return h("p", { class: "field-table", id }, h("code", null, shown(item, value)), h("a", { class: "more", href: "#/settings" }, "Edit in the settings file"));
}

/**
 * @param {any} value
 * @param {string} id
 * @param {(value: boolean) => void} set
 */
function toggle(value, id, set) {
  const change = (/** @type {any} */ event) => set(event.target.checked);
  return h("span", { class: "switch" }, h("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-help`, on: { change }, props: { checked: Boolean(value) } }), h("span", { "aria-hidden": "true" }, value ? "on" : "off"));
}

/**
 * @param {BalancingItem} item
 * @param {number|null} value
 * @param {string} id
 * @param {(value: number|null) => void} set
 */
function number(item, value, id, set) {
  const { minimum, maximum } = item;
  const input = (/** @type {any} */ event) => {
    const text = event.target.value.trim();
    if (text === "") set(item.optional ? null : item.default);
    else if (Number.isFinite(Number(text))) set(Number(text));
  };
  const limits = { min: minimum, max: maximum };
  const slider = minimum === null || maximum === null ? null : h("input", { type: "range", ...limits, step: 1, tabindex: "-1", "aria-hidden": "true", on: { input }, props: { value: String(value ?? minimum) } });
  return h(
    "span",
    { class: "field-number" },
    slider,
    h("input", { type: "number", id, ...limits, step: item.kind === "integer" ? 1 : "any", placeholder: item.optional ? "not set" : "", "aria-describedby": `${id}-help`, on: { input }, props: { value: value === null ? "" : String(value) } }),
    item.unit ? h("span", { class: "faint" }, item.unit) : null,
  );
}

/**
 * @param {BalancingItem} item
 * @param {any} value
 * @param {string} id
 * @param {(value: string) => void} set
 */
function choice(item, value, id, set) {
  const options = item.choices.map((one) => button(WORDS[one] ?? one, { tone: "small", key: one, attributes: { "aria-pressed": String(one === value) }, click: () => set(one) }));
  return h("span", { class: "segments", role: "group", id, "aria-labelledby": `${id}-label` }, ...options);
}

/**
 * @param {BalancingItem} item
 * @param {string[]} value
 * @param {string} id
 * @param {(value: string[]) => void} set
 */
function choices(item, value, id, set) {
  const boxes = item.choices.map((one) => {
    const change = (/** @type {any} */ event) => set(item.choices.filter((other) => (other === one ? event.target.checked : value.includes(other))));
    return h("label", { class: "check", "data-key": one }, h("input", { type: "checkbox", on: { change }, props: { checked: value.includes(one) } }), WORDS[one] ?? one);
  });
  return h("span", { class: "field-checks", role: "group", id, "aria-labelledby": `${id}-label` }, ...boxes);
}

/**
 * @param {string[]} value
 * @param {string} id
 * @param {(value: string[]) => void} set
 */
function names(value, id, set) {
  const change = (/** @type {any} */ event) => set([...new Set(event.target.value.split(/[\n,]/).map((/** @type {string} */ one) => one.trim()).filter(Boolean))]);
  return h("textarea", { id, rows: Math.min(6, Math.max(2, value.length)), placeholder: "one name per line", "aria-describedby": `${id}-help`, on: { change }, props: { value: value.join("\n") } });
}

/**
 * @param {BalancingItem} item
 * @param {any} value
 */
export function shown(item, value) {
  if (value === null || value === undefined) return "not set";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length ? value.map((one) => WORDS[one] ?? one).join(", ") : "none";
  if (typeof value === "object") return Object.keys(value).length ? JSON.stringify(value) : "none";
  return `${WORDS[value] ?? value}${item.unit === "%" ? " %" : item.unit ? ` ${item.unit}` : ""}`;
}
