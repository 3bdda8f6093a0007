/** Draws a plan: its sentence, node bars before and after, the moves in order, and the guests that stay with the reason. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, chip, emptyState, skeleton } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { bytes, count, METHOD_NAMES, percent, plural } from "../../format/format.js";
import { moveMap } from "./move_map.js";

/** @typedef {import("../../types.js").Plan} Plan */
/** @typedef {import("../../types.js").PlanMove} PlanMove */

const MOVES_SHOWN = 100;
const STAYS_SHOWN = 100;

/** @type {Record<string, [string, string]>} */
const REASONS = {
  resources: ["info", "Resources"],
  affinity: ["accent", "Affinity"],
  "anti-affinity": ["accent", "Anti-affinity"],
  pin: ["accent", "Pin"],
  maintenance: ["warning", "Maintenance"],
  "broken rule": ["serious", "Broken rule"],
  "psi takes twice": ["info", "Pressure"],
};

/** @param {Plan} plan */
export function planHead(plan) {
  const moving = plan.moves.length > 0;
  return h(
    "section",
    { class: `hero plan-head ${moving ? "hero-unbalanced" : "hero-balanced"}`, "data-key": "plan-head", "aria-live": "polite" },
    h("div", { class: "hero-symbol" }, icon(moving ? "migrations" : "ok")),
    h(
      "div",
      { class: "hero-text" },
      h("p", { class: "eyebrow" }, plan.what_if ? "What if" : "The next run"),
      h("h2", null, plan.summary),
      h("p", { class: "hero-detail" }, plan.trigger_sentence),
    ),
  );
}

/**
 * @param {Plan} plan
 * @param {string} method
 * @param {(method: string) => void} choose
 */
export function planBars(plan, method, choose) {
  const figure = plan.mode === "assigned" ? "assigned_percent" : "used_percent";
  const tabs = Object.entries(METHOD_NAMES).map(([name, title]) =>
    button(title, { tone: "small", key: name, attributes: { "aria-pressed": String(name === method) }, click: () => choose(name) }),
  );
  const shares = plan.nodes.map((node) => ({
    node,
    before: node.before?.[/** @type {"cpu"} */ (method)]?.[figure] ?? null,
    after: node.after?.[/** @type {"cpu"} */ (method)]?.[figure] ?? null,
  }));
  const top = Math.max(100, ...shares.flatMap(({ before, after }) => [before ?? 0, after ?? 0]));
  const lows = shares.map(({ after }) => after).filter((value) => value !== null);
  const judged = method === plan.method && plan.mode !== "psi";
  const band = judged && lows.length ? { low: Math.min(...lows), width: plan.balance.allowed_percent ?? 0 } : null;
  const rows = shares.map(({ node, before, after }) => bar(node, before, after, top, band));
  const aside = [h("div", { class: "segments", role: "group", "aria-label": "Resource" }, ...tabs)];
  return card(
    { title: "Nodes before and after", key: "bars", aside },
    h("p", { class: "legend" }, h("span", { class: "swatch swatch-before", "aria-hidden": "true" }), "now", h("span", { class: "swatch swatch-after", "aria-hidden": "true" }), "after", band ? [h("span", { class: "swatch swatch-band", "aria-hidden": "true" }), `allowed: ${percent(band.width)} above the lowest`] : null),
    h("div", { class: "plan-bars", role: "list" }, ...rows),
    h("p", { class: "foot faint" }, plan.balance.explanation),
  );
}

/**
 * @param {import("../../types.js").PlanNode} node
 * @param {number|null} before
 * @param {number|null} after
 * @param {number} top
 * @param {{low: number, width: number}|null} band
 */
function bar(node, before, after, top, band) {
  const at = (/** @type {number} */ value) => `${(Math.max(0, Math.min(value, top)) / top) * 100}%`;
  const changed = before !== null && after !== null && Math.abs(after - before) >= 0.05;
  const over = band !== null && after !== null && after > band.low + band.width + 0.05;
  const text = after === null ? node.state : changed ? [percent(before, 1), icon("arrow", "to"), percent(after, 1)] : percent(after, 1);
  return h(
    "div",
    { class: `bar plan-bar ${after === null ? "bar-out" : ""}`, role: "listitem", "data-key": node.name },
    h("span", { class: "bar-name" }, node.name, node.state === "maintenance" ? icon("maintenance", "in maintenance") : null),
    h(
      "span",
      { class: "bar-track", "aria-hidden": "true" },
      band ? h("span", { class: "bar-band", style: { left: at(band.low), width: at(Math.min(band.width, top - band.low)) } }) : null,
      h("span", { class: `bar-fill ${over ? "bar-over" : ""}`, style: { width: at(after ?? 0) } }),
      before === null ? null : h("span", { class: "bar-before", style: { width: at(before) } }),
    ),
    h("span", { class: `bar-value ${over ? "tone-warning" : ""}` }, text),
  );
}

/** @param {Plan} plan */
export function planMoves(plan) {
  const { moves } = plan;
  if (!moves.length) return card({ title: "Moves", key: "moves" }, emptyState("ok", "No guest would move", plan.trigger_sentence || plan.summary));
  const heads = [h("span", { class: "offscreen" }, "Order"), "Guest", "From, to", "Because", "Memory"];
  const more = moves.length - MOVES_SHOWN;
  return card(
    { title: plural(moves.length, "move"), key: "moves" },
    moveMap(moves),
    table({ label: "Moves in order", heads, numbers: ["Memory"], look: "plan-moves" }, moves.slice(0, MOVES_SHOWN).map(moveRow)),
    more > 0 ? h("p", { class: "foot faint" }, `and ${count(more)} more`) : null,
  );
}

/**
 * @param {PlanMove} move
 * @param {number} index
 */
function moveRow(move, index) {
  const [tone, title] = REASONS[move.reason] ?? ["plain", move.reason];
  return h(
    "tr",
    { "data-key": String(move.vmid) },
    h("td", { class: "faint" }, String(index + 1)),
    h("td", null, h("a", { class: "strong", href: `#/guests?guest=${move.vmid}` }, move.guest), h("span", { class: "faint" }, ` ${move.vmid}`)),
    h("td", null, h("span", { class: "route" }, move.source, icon("arrow", "to"), move.target)),
    h("td", null, chip(tone, title), h("span", { class: "block faint" }, move.sentence)),
    h("td", { class: "number" }, bytes(move.memory_bytes)),
  );
}

/**
 * @param {Plan} plan
 * @param {Plan["stays"]|null|undefined} stays undefined while nobody has asked for them, null while they are read
 * @param {() => void} ask
 */
export function planStays(plan, stays, ask) {
  const total = plan.stay_reasons.reduce((sum, one) => sum + one.count, 0);
  const open = (/** @type {any} */ event) => event.target.open && ask();
  const rows = plan.stay_reasons.map((one) =>
    h("details", { class: "stay-reason", "data-key": one.reason, on: { toggle: open } }, h("summary", null, icon("chevron"), h("span", { class: "grow" }, one.title), h("strong", null, count(one.count))), stayList(one.reason, stays)),
  );
  return card({ title: `${plural(total, "guest")} would stay`, key: "stays" }, ...(rows.length ? rows : [emptyState("guests", "Every guest would move", "None stays where it is.")]));
}

/**
 * @param {string} reason
 * @param {Plan["stays"]|null|undefined} stays
 */
function stayList(reason, stays) {
  if (!stays) return skeleton(2);
  const own = stays.filter((one) => one.reason === reason);
  const items = own.slice(0, STAYS_SHOWN).map((one) =>
    h("li", { "data-key": String(one.vmid) }, h("a", { class: "strong", href: `#/guests?guest=${one.vmid}` }, one.guest), h("span", { class: "faint" }, ` ${one.vmid} on ${one.node}`), h("span", { class: "block" }, one.sentence)),
  );
  const more = own.length - STAYS_SHOWN;
  return h("ul", { class: "stay-list" }, ...items, more > 0 ? h("li", { class: "faint", "data-key": "more" }, `and ${count(more)} more`) : null);
}

/** @param {Plan} plan */
export function planNotes(plan) {
  const items = [
    ...plan.warnings.map((one) => h("li", { class: "notice tone-warning", "data-key": `${one.code} ${one.node} ${one.guest}` }, icon("warning", "warning"), h("p", null, one.message))),
    ...plan.assumptions.map((text) => h("li", { class: "notice tone-info", "data-key": text }, icon("info", "note"), h("p", null, text))),
  ];
  return items.length ? card({ title: "To know", key: "notes", aside: [chip("plain", count(items.length))] }, h("ul", { class: "notices" }, ...items)) : null;
}
