/** Small pieces every page is made of: chips, cards, meters, and the states a page can be in. */

import { percent } from "../format/format.js";
import { copyText } from "./clipboard.js";
import { h } from "./h.js";
import { icon } from "./icons.js";

/**
 * @param {string} tone ok, warning, serious, info, off or plain
 * @param {string} text
 * @param {string} [symbol]
 */
export function chip(tone, text, symbol) {
  return h("span", { class: `chip tone-${tone}` }, symbol ? icon(symbol) : null, text);
}

/**
 * @param {{title: string, aside?: import("./h.js").Child|import("./h.js").Child[], class?: string, key?: string}} about
 * @param {...import("./h.js").Child} children
 */
export function card(about, ...children) {
  return h(
    "section",
    { class: `card ${about.class ?? ""}`, "data-key": about.key ?? about.title },
    h("header", { class: "card-head" }, h("h2", null, about.title), h("div", { class: "card-aside" }, ...[about.aside ?? null].flat())),
    ...children,
  );
}

/**
 * @param {string|number|null|undefined} at
 * @param {"age"|"countdown"|"elapsed"} [form]
 */
export function moment(at, form = "age") {
  return h("plb-time", { props: { form, at } });
}

/**
 * A bar with its figure; a share that is unknown draws nothing.
 *
 * @param {number|null|undefined} share percent
 * @param {string} [label]
 */
export function meter(share, label) {
  const width = `${Math.max(0, Math.min(100, share ?? 0))}%`;
  const tone = (share ?? 0) >= 90 ? "high" : "plain";
  return h(
    "span",
    { class: "meter" },
    h("span", { class: `meter-track ${tone}`, "aria-hidden": "true" }, h("span", { class: "meter-fill", style: { width } })),
    h("span", { class: "meter-text" }, label ?? percent(share)),
  );
}

/**
 * @param {number} rows
 * @param {string} [label]
 */
export function skeleton(rows, label = "Loading") {
  const lines = Array.from({ length: rows }, (_, index) => h("span", { class: `bone bone-${index % 4}` }));
  return h("div", { class: "skeleton", role: "status", "aria-label": label, "data-key": "skeleton" }, ...lines);
}

/**
 * @param {string} symbol
 * @param {string} title
 * @param {string} detail
 * @param {import("./h.js").Child} [action]
 */
export function emptyState(symbol, title, detail, action) {
  return h("div", { class: "empty", "data-key": "empty" }, icon(symbol), h("strong", null, title), h("p", null, detail), action);
}

/** @type {Record<string, {title: string, symbol: string}>} */
const PROBLEMS = {
  denied: { title: "Not allowed", symbol: "lock" },
  forbidden: { title: "Not allowed", symbol: "lock" },
  unavailable: { title: "Cannot be reached", symbol: "warning" },
  unreachable: { title: "Proxmox cannot be reached", symbol: "warning" },
  unreached: { title: "The cockpit cannot be reached", symbol: "warning" },
  "timed-out": { title: "No answer in time", symbol: "clock" },
};

/**
 * A failure in place of data: what, why, what next, and the id that finds it in the log.
 *
 * @param {{code?: string, message: string, hint?: string, id?: string}} problem
 */
export function problemState(problem) {
  const known = PROBLEMS[problem.code ?? ""] ?? { title: "Something went wrong", symbol: "serious" };
  return h(
    "div",
    { class: "problem", role: "alert", "data-key": "problem" },
    icon(known.symbol),
    h(
      "div",
      null,
      h("strong", null, known.title),
      h("p", null, problem.message),
      problem.hint ? h("p", { class: "hint" }, problem.hint) : null,
      problem.id ? h("p", { class: "faint mono" }, `id ${problem.id}`) : null,
    ),
  );
}

/**
 * @param {string} text
 * @param {string} label
 */
export function copyButton(text, label) {
  return h(
    "button",
    { class: "button small", type: "button", "aria-label": label, on: { click: () => copyText(text) } },
    icon("copy"),
    "Copy",
  );
}

/**
 * @param {string} label
 * @param {{symbol?: string, tone?: string, disabled?: boolean, title?: string, busy?: boolean, key?: string,
 *          click?: (event: any) => void, attributes?: Record<string, any>}} about
 */
export function button(label, about) {
  return h(
    "button",
    {
      class: `button ${about.tone ?? ""}`,
      type: "button",
      disabled: about.disabled,
      title: about.title,
      "aria-busy": about.busy ? "true" : null,
      "data-key": about.key,
      ...about.attributes,
      on: about.click ? { click: about.click } : {},
    },
    about.symbol ? icon(about.symbol) : null,
    h("span", null, label),
  );
}

/**
 * A button that is only a symbol; its label is for those who do not see it.
 *
 * @param {string} symbol
 * @param {string} label
 * @param {(event: any) => void} click
 * @param {Record<string, any>} [attributes]
 */
export function iconButton(symbol, label, click, attributes = {}) {
  return h("button", { class: "button quiet square", type: "button", "aria-label": label, ...attributes, on: { click } }, icon(symbol));
}

/**
 * @param {{label: string, placeholder: string, value: string, search: (text: string) => void}} about
 */
export function searchField(about) {
  const input = (/** @type {any} */ event) => about.search(event.target.value);
  const field = h("input", { type: "search", "data-search": "", placeholder: about.placeholder, "aria-label": about.label, on: { input }, props: { value: about.value } });
  return h("label", { class: "search", "data-key": "search" }, icon("search"), field);
}

/**
 * One filter; a value that is no choice any more stays visible, so that it can be taken back.
 *
 * @param {{key: string, label: string, any?: string, choices: string[][], value: string, pick: (value: string) => void}} about
 *        any: the word for no filter, by default the label
 */
export function filterSelect(about) {
  const { value: current } = about;
  const known = !current || about.choices.some(([value]) => value === current);
  const choices = known ? about.choices : [...about.choices, [current, current]];
  return h(
    "select",
    { "aria-label": about.label, "data-key": about.key, class: current ? "chosen" : "", on: { change: (event) => about.pick(event.target.value) }, props: { value: current } },
    h("option", { value: "" }, about.any ?? about.label),
    ...choices.map(([value, text]) => h("option", { value, selected: value === current, "data-key": value }, text)),
  );
}
