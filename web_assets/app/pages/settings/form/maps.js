/** Settings that are maps under names of the user's choice (reserves, pools, schedules), and the limits of pressure. */

import { h } from "../../../dom/h.js";
import { button } from "../../../dom/parts.js";
import { choice, names, number, toggle } from "../../../shared/setting_inputs/inputs.js";
import { valueAt } from "../draft/values.js";

/** @typedef {import("../draft/values.js").Path} Path */
/** @typedef {import("../../../shared/setting_inputs/inputs.js").InputItem} InputItem */
/** @typedef {(below: Path, value: any) => void} SetBelow undefined takes the key away */

const NONE = "no type";
/** The limits in ProxLB's example file. */
const LIMITS = { pressure_full: 0.2, pressure_some: 0.2, pressure_spikes: 1 };
const PARTS = ["nodes", "guests"];
const RESOURCES = ["memory", "cpu", "disk"];

/** @type {Record<string, {noun: string, fresh: any, row: (value: any, name: string, id: string, set: SetBelow, item: InputItem) => Node[]}>} */
const ROWS = {
  node_resource_reserve: {
    noun: "node, or defaults",
    fresh: { memory: 4 },
    row: (value, name, id, set, item) => [
      label(id, "memory"),
      number({ ...item, kind: "integer" }, valueAt(value, ["memory"]) ?? null, id, (amount) => set([name, "memory"], amount ?? undefined)),
    ],
  },
  pools: {
    noun: "pool",
    fresh: { type: "affinity" },
    row: (value, name, id, set, item) => [
      label(`${id}-type`, "type"),
      choice({ ...item, choices: ["affinity", "anti-affinity", NONE] }, valueAt(value, ["type"]) ?? NONE, `${id}-type`, (type) => set([name, "type"], type === NONE ? undefined : type)),
      label(`${id}-pin`, "pin"),
      names(texts(valueAt(value, ["pin"])), `${id}-pin`, (pin) => set([name, "pin"], pin.length ? pin : undefined), { label: `${name}: nodes to pin to` }),
      label(`${id}-strict`, "strict"),
      toggle(valueAt(value, ["strict"]) ?? true, `${id}-strict`, (strict) => set([name, "strict"], strict)),
    ],
  },
  schedules: {
    noun: "node",
    fresh: ["Monday, 8:00"],
    row: (value, name, id, set) => [names(texts(value), id, (times) => set([name], times), { label: `${name}: weekly windows, one per line` })],
  },
};

/**
 * @param {string} key
 * @param {any} value
 * @param {string} id
 * @param {SetBelow} set
 * @param {InputItem} item
 */
export function mapEditor(key, value, id, set, item) {
  const kind = ROWS[key];
  if (!kind) return h("code", { id }, JSON.stringify(value));
  const entries = Object.entries(value !== null && typeof value === "object" && !Array.isArray(value) ? value : {});
  const rows = entries.map(([name, one], index) =>
    h(
      "div",
      { class: "map-row", "data-key": name, role: "group", "aria-label": name },
      h("div", { class: "map-name" }, h("strong", null, name), button("Remove", { tone: "small quiet", key: "remove", symbol: "close", attributes: { "aria-label": `Remove ${name}` }, click: () => set([name], undefined) })),
      ...kind.row(one, name, `${id}-${index}`, set, item),
    ),
  );
  return h("div", { class: "map-rows", id, role: "group", "aria-labelledby": `${id}-label`, tabindex: "-1" }, ...rows, adder(kind.noun, (name) => set([name], kind.fresh)));
}

/**
 * @param {string} noun
 * @param {(name: string) => void} add
 */
function adder(noun, add) {
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    const field = event.currentTarget.querySelector("input");
    if (field.value.trim()) add(field.value.trim());
    field.value = "";
  };
  return h("form", { class: "map-add", "data-key": "map-add", on: { submit } }, h("input", { type: "text", placeholder: `Name of a ${noun}`, "aria-label": `Name of a ${noun} to add` }), h("button", { class: "button small", type: "submit" }, "Add"));
}

/**
 * @param {string} id
 * @param {string} text
 */
function label(id, text) {
  return h("label", { for: id, id: `${id}-label`, class: "map-label" }, h("code", null, text));
}

/** @param {any} value */
export function texts(value) {
  return value === null || value === undefined ? [] : [value].flat().map(String);
}

/**
 * @param {any} value
 * @param {string} id
 * @param {SetBelow} set
 */
export function pressureEditor(value, id, set) {
  if (value === null || value === undefined) return h("div", { id, tabindex: "-1" }, button("Set limits", { tone: "small", key: "set", title: "Starts with the values of ProxLB's example", click: () => set([], freshLimits()) }));
  const kinds = Object.keys(LIMITS);
  const rows = PARTS.flatMap((part) => RESOURCES.map((resource) => h("tr", { "data-key": `${part} ${resource}` }, h("th", { scope: "row" }, `${part} ${resource}`), ...kinds.map((kind) => h("td", null, limit([part, resource, kind], value, set))))));
  const head = h("thead", null, h("tr", null, h("th", null, ""), ...kinds.map((kind) => h("th", { scope: "col" }, kind.replace("pressure_", "")))));
  return h("div", { class: "pressure", id, tabindex: "-1" }, h("table", null, head, h("tbody", null, ...rows)));
}

/**
 * @param {Path} path
 * @param {any} value
 * @param {SetBelow} set
 */
function limit(path, value, set) {
  const input = (/** @type {any} */ event) => set(path, event.target.value === "" ? undefined : Number(event.target.value));
  const now = valueAt(value, path);
  return h("input", { type: "number", min: 0, step: "any", "aria-label": path.join(" "), on: { input }, props: { value: now === undefined || now === null ? "" : String(now) } });
}

function freshLimits() {
  return Object.fromEntries(PARTS.map((part) => [part, Object.fromEntries(RESOURCES.map((resource) => [resource, { ...LIMITS }]))]));
}
