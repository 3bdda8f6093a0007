/** Inputs for single settings, one for each kind of value; the value null takes the key out of the file. */

import { h } from "../../dom/h.js";
import { button } from "../../dom/parts.js";
import "./plb-names.js";

/** @typedef {{kind: string, default: any, unit: string, minimum: number|null, maximum: number|null, choices: string[], optional: boolean}} InputItem */

/** @type {Record<string, string>} */
const WORDS = { memory: "Memory", cpu: "CPU", disk: "Disk", used: "Used", assigned: "Assigned", psi: "Pressure", vm: "VM", ct: "CT" };

/**
 * @param {any} value
 * @param {string} id
 * @param {(value: boolean) => void} set
 */
export function toggle(value, id, set) {
  const change = (/** @type {any} */ event) => set(event.target.checked);
  return h("span", { class: "switch" }, h("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-help`, on: { change }, props: { checked: Boolean(value) } }), h("span", { "aria-hidden": "true" }, value ? "on" : "off"));
}

/**
 * @param {InputItem} item
 * @param {number|null} value
 * @param {string} id
 * @param {(value: number|null) => void} set
 */
export function number(item, value, id, set) {
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
 * @param {InputItem} item
 * @param {any} value
 * @param {string} id
 * @param {(value: string) => void} set
 */
export function choice(item, value, id, set) {
  const options = item.choices.map((one) => button(WORDS[one] ?? one, { tone: "small", key: one, attributes: { "aria-pressed": String(one === value) }, click: () => set(one) }));
  return h("span", { class: "segments", role: "group", id, "aria-labelledby": `${id}-label` }, ...options);
}

/**
 * @param {InputItem} item
 * @param {string[]} value
 * @param {string} id
 * @param {(value: string[]) => void} set
 */
export function choices(item, value, id, set) {
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
 * @param {{label?: string, rows?: number}} [look]
 */
export function names(value, id, set, { label = "", rows = 2 } = {}) {
  const change = (/** @type {CustomEvent<string[]>} */ event) => set(event.detail);
  return h("plb-names", { on: { names: change }, props: { about: { id, label, rows, describedBy: label ? "" : `${id}-help` }, names: value } });
}

/**
 * @param {any} value
 * @param {string} id
 * @param {(value: string|null) => void} set
 */
export function textField(value, id, set) {
  const input = (/** @type {any} */ event) => set(event.target.value === "" ? null : event.target.value);
  return h("input", { type: "text", id, spellcheck: "false", autocomplete: "off", placeholder: "not set", "aria-describedby": `${id}-help`, on: { input }, props: { value: value === null || value === undefined ? "" : String(value) } });
}

/**
 * @param {InputItem} item
 * @param {any} value
 */
export function shown(item, value) {
  if (value === null || value === undefined) return "not set";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.length ? value.map((one) => WORDS[one] ?? one).join(", ") : "none";
  if (typeof value === "object") return Object.keys(value).length ? JSON.stringify(value) : "none";
  return `${WORDS[value] ?? value}${item.unit === "%" ? " %" : item.unit ? ` ${item.unit}` : ""}`;
}
