/** One rule: what it says, whether it holds, and its guests on their nodes. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { chip } from "../../dom/parts.js";
import { plural } from "../../format/format.js";
import { routeHash } from "../../router.js";
import { lanesOf } from "./selectors.js";

/** @typedef {import("../../types.js").RuleBook} RuleBook */
/** @typedef {import("../../types.js").Rule} Rule */

/** @type {Record<string, [string, string, string]>} */
export const STATES = {
  satisfied: ["ok", "Satisfied", "ok"],
  violated: ["serious", "Violated", "serious"],
  impossible: ["serious", "Impossible", "serious"],
  off: ["off", "Off", "off"],
};
/** @type {Record<string, string>} */
export const ORIGINS = { tag: "Tag", pool: "Pool", ha: "HA", settings: "Settings" };
/** @type {Record<string, [string, string]>} */
const FOLLOWED = { partly: ["warning", "ProxLB follows it in part"], no: ["warning", "ProxLB does not follow it"] };
const CHIPS_PER_LANE = 12;

/**
 * @param {RuleBook} book
 * @param {Rule} rule
 */
export function ruleCard(book, rule) {
  const [tone, word, symbol] = STATES[rule.state] ?? ["plain", rule.state, "unknown"];
  const followed = FOLLOWED[rule.followed];
  return h(
    "article",
    { class: `rule rule-${rule.state}`, "data-key": rule.id, "aria-label": `${rule.kind} ${rule.name}` },
    h(
      "header",
      { class: "rule-head" },
      h("h3", null, h("a", { href: routeHash("rules", { rule: rule.id }) }, rule.name)),
      chip("plain", ORIGINS[rule.origin] ?? rule.origin),
      rule.kind === "pin" && !rule.strict ? chip("plain", "preference") : null,
      chip(tone, word, symbol),
      followed ? chip(followed[0], followed[1], "warning") : null,
    ),
    h("p", { class: `rule-sentence ${rule.state === "violated" || rule.state === "impossible" ? "tone-serious" : ""}` }, rule.sentence),
    rule.comment ? h("p", { class: "faint" }, rule.comment) : null,
    rule.members.length ? h("ul", { class: "lanes" }, ...lanesOf(book, rule).map((one) => lane(rule, one))) : null,
    rule.notes.length ? h("ul", { class: "rule-notes" }, ...rule.notes.map((note) => h("li", null, icon("info"), h("span", null, note)))) : null,
  );
}

/**
 * @param {Rule} rule
 * @param {import("./selectors.js").Lane} lane
 */
function lane(rule, lane) {
  const shown = lane.guests.slice(0, CHIPS_PER_LANE);
  const more = lane.guests.length - shown.length;
  const everybody = rule.origin === "tag" ? { tag: rule.name, node: lane.node } : { node: lane.node };
  return h(
    "li",
    { class: `lane ${lane.breaks ? "lane-breaks" : ""} ${lane.wanted ? "lane-wanted" : lane.guests.length ? "" : "lane-empty"}`, "data-key": lane.node },
    h(
      "div",
      { class: "lane-head" },
      lane.wanted ? icon("pin", "pinned to") : null,
      h("span", { class: "lane-node" }, lane.node),
      lane.note ? h("span", { class: "faint" }, lane.note) : null,
      lane.breaks ? h("span", { class: "lane-broken" }, icon("serious"), "breaks it") : null,
    ),
    h(
      "div",
      { class: "lane-guests" },
      ...shown.map(guestChip),
      more > 0 ? h("a", { class: "more", href: routeHash("guests", everybody) }, `and ${plural(more, "more", "more")}`) : null,
    ),
  );
}

/** @param {import("./selectors.js").Placed} guest */
export function guestChip(guest) {
  return h(
    "a",
    {
      class: `guest-chip ${guest.breaks ? "guest-breaks" : ""} ${guest.seen ? "" : "guest-unseen"}`,
      href: `#/guests?guest=${guest.vmid}`,
      title: `${guest.name} (${guest.vmid})`,
      "data-key": String(guest.vmid),
    },
    guest.breaks ? icon("serious", "breaks the rule") : icon(guest.type, guest.type.toUpperCase()),
    h("span", { class: "clip" }, guest.name),
    guest.seen ? null : h("span", { class: "guest-away" }, "not seen"),
  );
}
