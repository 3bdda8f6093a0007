/** The controls above the log: find, step through matches, filter, look, pause, keep. */

import { apiUrl } from "../../api/http.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, chip, filterSelect } from "../../dom/parts.js";
import { count } from "../../format/format.js";

/** @typedef {import("./logs.js").LogsPage} LogsPage */

const LEVELS = ["INFO", "WARNING", "ERROR", "CRITICAL"];
const TIMES = [["local", "Local time"], ["utc", "UTC"], ["off", "No times"]];

/** @param {LogsPage} page */
export function logBar(page) {
  return h(
    "div",
    { class: "filters", "data-key": "filters", role: "search" },
    searchField(page),
    ...(page.search.active ? matchControls(page) : []),
    levelChoice(page),
    timesChoice(page),
    button("Wrap", { symbol: "wrap", key: "wrap", attributes: { "aria-pressed": String(page.look.wrap) }, click: () => page.setLook("wrap", !page.look.wrap) }),
    h("span", { class: "filters-result", "data-key": "actions" }, page.state === "polling" ? chip("warning", "every 10 s", "clock") : null, ...actions(page)),
  );
}

/** @param {LogsPage} page */
function actions(page) {
  return [
    button("Clear", { symbol: "clear", key: "clear", title: "Empty the view; nothing is deleted", click: () => page.clear() }),
    page.buffer.paused ? button("Resume", { symbol: "running", key: "resume", click: () => page.resume() }) : button("Pause", { symbol: "paused", key: "pause", click: () => page.pause() }),
    downloads(page),
  ];
}

/** @param {LogsPage} page */
function searchField(page) {
  const { router } = page.app;
  const keydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    page.goToMatch(event.shiftKey ? 1 : -1);
  };
  const input = (/** @type {any} */ event) => router.refine({ q: event.target.value });
  const field = h("input", { type: "search", "data-search": "", placeholder: "Find in the log", "aria-label": "Find in the log", title: "Enter: previous match, Shift+Enter: next", on: { input, keydown }, props: { value: page.param("q") } });
  return h(
    "div",
    { class: "search search-with", "data-key": "search" },
    icon("search"),
    field,
    toggle(page, "re", ".*", "Regular expression"),
    toggle(page, "not", "≠", "Lines that do not match"),
  );
}

/**
 * @param {LogsPage} page
 * @param {string} name of the parameter in the address
 * @param {string} text
 * @param {string} label
 */
function toggle(page, name, text, label) {
  const on = page.param(name) === "1";
  const click = () => page.app.router.refine({ [name]: on ? "" : "1" });
  return h("button", { class: "search-toggle", type: "button", "aria-label": label, title: label, "aria-pressed": String(on), "data-key": name, on: { click } }, text);
}

/** @param {LogsPage} page */
function matchControls(page) {
  const { matches, current } = page;
  const at = current ? matches.indexOf(current) : -1;
  const told = matches.length ? `${at === -1 ? "" : `${count(at + 1)} of `}${count(matches.length)}` : "no match";
  const step = (/** @type {string} */ label, /** @type {string} */ symbol, /** @type {1|-1} */ by) =>
    h("button", { class: "button square", type: "button", "aria-label": label, title: label, disabled: !matches.length, "data-key": symbol, on: { click: () => page.goToMatch(by) } }, icon(symbol));
  return [
    h("span", { class: "match-steps", "data-key": "steps" }, step("Previous match", "up", -1), step("Next match", "down", 1), h("span", { class: "faint", "aria-live": "polite" }, told)),
    button("Only matches", { symbol: "filter", key: "only", attributes: { "aria-pressed": String(page.filters) }, click: () => page.app.router.refine({ show: page.filters ? "" : "matches" }) }),
    current && at !== -1 && page.filters ? button("In context", { symbol: "expand", key: "context", click: () => page.showContext(current) }) : null,
    current && at !== -1 ? button("Copy link", { symbol: "link", key: "link", click: () => page.copyLink(current) }) : null,
  ];
}

/** @param {LogsPage} page */
function levelChoice(page) {
  const choices = LEVELS.map((name) => [name, `${name} and up`]);
  return filterSelect({ key: "level", label: "Least severe level", any: "All levels", choices, value: page.level, pick: (level) => page.app.router.refine({ level }) });
}

/** @param {LogsPage} page */
function timesChoice(page) {
  const change = (/** @type {any} */ event) => page.setLook("times", event.target.value);
  return h("select", { "aria-label": "Timestamps", "data-key": "times", on: { change }, props: { value: page.look.times } }, ...TIMES.map(([value, text]) => h("option", { value }, text ?? "")));
}

/** @param {LogsPage} page */
function downloads(page) {
  const shown = (/** @type {"txt"|"jsonl"} */ form) => button(`Shown, .${form}`, { tone: "quiet", key: form, click: () => page.download(form) });
  const query = new URLSearchParams(page.level ? { level: page.level } : {});
  const kept = (/** @type {string} */ form) => {
    query.set("format", form);
    return h("a", { class: "button quiet", href: apiUrl(`logs/download?${query}`).href, download: `proxlb-log.${form}`, "data-key": `all-${form}` }, `All that is kept, .${form}`);
  };
  return h(
    "details",
    { class: "menu", "data-key": "download" },
    h("summary", { class: "button" }, icon("download"), h("span", null, "Download")),
    h("div", { class: "menu-body" }, shown("txt"), shown("jsonl"), kept("txt"), kept("jsonl")),
  );
}
