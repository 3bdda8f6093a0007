/** The page of rules: conflicts first, then each kind of rule, the broken ones on top, with every guest on its node. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, chip, emptyState, filterSelect, searchField } from "../../dom/parts.js";
import { count, plural } from "../../format/format.js";
import { isFiltered } from "../../format/rows.js";
import { follow, placeholder } from "../page.js";
import { ORIGINS, ruleCard, STATES } from "./card.js";
import { conflictCard } from "./conflicts.js";
import { filterConflicts, filterRules, NO_RULE_FILTER } from "./selectors.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").RuleBook} RuleBook */
/** @typedef {import("../../types.js").Rule} Rule */

/** @type {Record<string, {title: string, symbol: string}>} */
const KINDS = {
  affinity: { title: "Keep together", symbol: "affinity" },
  "anti-affinity": { title: "Keep apart", symbol: "anti" },
  pin: { title: "Pinned", symbol: "pin" },
  ignore: { title: "Ignored", symbol: "ignore" },
};
const KIND_WORDS = /** @type {Record<string, string>} */ ({ affinity: "Affinity", "anti-affinity": "Anti-affinity", pin: "Pin", ignore: "Ignore" });
const FIRST = 10;
const MORE = 20;

/** @type {import("../page.js").View} */
export const rulesView = {
  topics: ["rules"],
  mount(main, app) {
    app.store.update("rulesShown", {});
    return follow(main, app, ["rules", "overview", "route", "rulesShown"], () => page(app));
  },
};

/** @param {App} app */
function page(app) {
  const waiting = placeholder(app, "rules", 8);
  if (waiting) return [h("section", { class: "card", "data-key": "none" }, waiting)];
  /** @type {RuleBook} */
  const book = app.store.get("rules").data;
  if (!book.rules.length && !book.conflicts.length) return [unread(book), noRules()];
  const filter = filterIn(app);
  const rules = filterRules(book, filter);
  const conflicts = filterConflicts(book, filter);
  const most = limits(app);
  return [
    filters(app, book, rules, filter),
    h(
      "div",
      { class: "stack rules", "data-key": "rules" },
      unread(book),
      conflictCard(book, conflicts, most.of("conflicts"), () => most.raise("conflicts")),
      ...(rules.length ? Object.keys(KINDS).map((kind) => section(book, kind, rules, most)) : [nothingMatches(app, book)]),
    ),
  ];
}

/** @param {RuleBook} book */
function unread(book) {
  if (!book.unread.length) return null;
  const text = [
    book.unread.includes("settings") ? "ProxLB's settings cannot be read, so rules of pools and ignore_guests are missing here." : "",
    book.unread.includes("ha") ? "Proxmox' HA rules have not been read (yet), so they are missing here." : "",
  ];
  return h("p", { class: "notice tone-info", "data-key": "unread", role: "status" }, icon("info"), h("span", null, text.filter(Boolean).join(" ")));
}

function noRules() {
  return h("section", { class: "card", "data-key": "none" }, emptyState("affinity", "No rules", "Nothing binds guests to each other or to nodes. Tags such as plb_affinity_NAME, plb_anti_affinity_NAME, plb_pin_NODE and plb_ignore, balancing.pools, ignore_guests and HA rules would appear here."));
}

/**
 * @param {App} app
 * @param {RuleBook} book
 */
function nothingMatches(app, book) {
  const clear = button("Clear filters", { click: () => app.router.go("rules") });
  return h("section", { class: "card", "data-key": "unmatched" }, emptyState("filter", "No rule matches", `${plural(book.rules.length, "rule is", "rules are")} hidden by the filters.`, clear));
}

/**
 * How many of each list are drawn: thousands of rules must not cost a pause.
 *
 * @param {App} app
 */
function limits(app) {
  /** @type {Record<string, number>} */
  const shown = app.store.get("rulesShown") ?? {};
  const of = (/** @type {string} */ list) => shown[list] ?? FIRST;
  return { of, raise: (/** @type {string} */ list) => app.store.update("rulesShown", { ...shown, [list]: of(list) + MORE }) };
}

/**
 * @param {RuleBook} book
 * @param {string} kind
 * @param {Rule[]} rules
 * @param {ReturnType<typeof limits>} most
 */
function section(book, kind, rules, most) {
  const own = rules.filter((rule) => rule.kind === kind);
  const about = KINDS[kind];
  if (!own.length || !about) return null;
  const shown = own.slice(0, most.of(kind));
  const states = Object.entries(STATES).map(([state, [tone, word, symbol]]) => {
    const amount = own.filter((rule) => rule.state === state).length;
    return amount ? h("span", { "data-key": state }, chip(tone, `${count(amount)} ${word.toLowerCase()}`, symbol)) : null;
  });
  return card(
    { title: about.title, key: kind, class: "rule-section", aside: states },
    h("div", { class: "rule-list", "data-key": "list" }, ...shown.map((rule) => ruleCard(book, rule))),
    shown.length < own.length ? button(`Show ${plural(Math.min(MORE, own.length - shown.length), "more", "more")} of ${count(own.length)}`, { click: () => most.raise(kind), key: "more" }) : null,
  );
}

/**
 * @param {App} app
 * @returns {import("./selectors.js").RuleFilter}
 */
function filterIn(app) {
  const { params } = app.router.route;
  const of = (/** @type {string} */ name) => params.get(name) ?? "";
  return { q: of("q"), kind: of("kind"), state: of("state"), origin: of("origin"), guest: of("guest"), rule: of("rule"), conflict: of("conflict") };
}

/**
 * @param {App} app
 * @param {RuleBook} book
 * @param {Rule[]} rules
 * @param {import("./selectors.js").RuleFilter} filter
 */
function filters(app, book, rules, filter) {
  const filtered = isFiltered(/** @type {any} */ (filter));
  const choice = (/** @type {"kind"|"state"|"origin"} */ key, /** @type {string} */ label, /** @type {string[][]} */ choices) =>
    filterSelect({ key, label, choices, value: filter[key], pick: (value) => app.router.go("rules", { ...filter, [key]: value }) });
  const states = Object.entries(STATES).map(([state, [, word]]) => [state, word]);
  const narrowed = narrowing(book, filter).map(([name, text]) =>
    button(text, { symbol: "close", key: name, title: "Remove this filter", tone: "chosen", click: () => app.router.go("rules", { ...filter, [name]: "" }) }),
  );
  return h(
    "div",
    { class: "filters", "data-key": "filters", role: "search" },
    searchField({ label: "Search rules", placeholder: "Rule, guest, ID or node", value: filter.q, search: (q) => app.router.refine({ q }) }),
    choice("kind", "Kind", Object.entries(KIND_WORDS)),
    choice("state", "State", states),
    choice("origin", "Origin", Object.entries(ORIGINS)),
    ...narrowed,
    filtered ? button("Clear", { symbol: "close", key: "clear", title: "Clear filters", click: () => app.router.go("rules", NO_RULE_FILTER) }) : null,
    h("span", { class: "filters-result", "aria-live": "polite", "data-key": "result" }, filtered ? `${count(rules.length)} of ${plural(book.rules.length, "rule")}` : plural(rules.length, "rule")),
  );
}

/**
 * Filters that come with a link have no field; they are shown so that they can be removed.
 *
 * @param {RuleBook} book
 * @param {import("./selectors.js").RuleFilter} filter
 * @returns {[string, string][]}
 */
function narrowing(book, filter) {
  const found = /** @type {[string, string][]} */ ([]);
  if (filter.guest) found.push(["guest", `Guest ${book.guests[Number(filter.guest)]?.name ?? filter.guest}`]);
  if (filter.rule) found.push(["rule", `Rule ${filter.rule.split("/").slice(2).join("/")}`]);
  if (filter.conflict) found.push(["conflict", `Conflict ${filter.conflict}`]);
  return found;
}
