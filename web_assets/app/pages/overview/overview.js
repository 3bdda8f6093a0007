/** The first look: is it balanced, is the service well, what moved, what needs a person. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { card, chip, emptyState, skeleton } from "../../dom/parts.js";
import { count, percent } from "../../format/format.js";
import { sortRows } from "../../format/rows.js";
import { migrationTable, newestFirst } from "../../shared/migration_table/migration_table.js";
import "../../shared/service_control/plb-service-panel.js";
import { setupCard } from "../../shared/setup_checks/setup_checks.js";
import { follow, placeholder } from "../page.js";
import { balanceLegend, balancePanels } from "./balance.js";

const MIGRATIONS_SHOWN = 6;

/** @type {import("../page.js").View} */
export const overviewView = {
  topics: ["nodes", "migrations", "service"],
  mount(main, app) {
    return follow(main, app, ["overview", "nodes", "migrations", "service", "action", "setup"], () => [page(app)]);
  },
};

/** @param {import("../../types.js").App} app */
function page(app) {
  const overview = app.store.get("overview");
  if (neverRead(overview)) {
    const setup = app.store.get("setup");
    if (setup) return h("div", { class: "stack", "data-key": "first-run" }, firstRun(overview), setupCard(app, setup), servicePart(app));
  }
  return h(
    "div",
    { class: "overview", "data-key": "overview" },
    hero(app, overview),
    h(
      "div",
      { class: "overview-main", "data-key": "main" },
      nodesPart(app),
      migrationsPart(app),
    ),
    h("div", { class: "overview-side", "data-key": "side" }, servicePart(app), warningsPart(overview)),
  );
}

/** @param {import("../../types.js").TopicState|undefined} overview */
export function neverRead(overview) {
  if (!overview || overview.status === "loading") return false;
  if (!overview.data) return overview.error?.code !== "unreached";
  const { connection } = overview.data;
  return connection.last_success_at === null && ["unreachable", "forbidden", "error"].includes(connection.state);
}

/** @param {import("../../types.js").TopicState} overview */
function firstRun(overview) {
  const connection = overview.data?.connection;
  return h(
    "section",
    { class: "hero hero-unknown", "data-key": "hero" },
    h(
      "div",
      { class: "hero-text" },
      h("p", { class: "eyebrow" }, "First run"),
      h("h2", null, "The cockpit cannot see the cluster yet"),
      h("p", { class: "hero-detail" }, connection?.message ?? overview.error?.message ?? ""),
      h("p", { class: "hint" }, connection?.hint ?? overview.error?.hint ?? ""),
    ),
  );
}

/** @type {Record<string, [string, string]>} */
export const HEALTH = {
  balanced: ["ok", "Balanced"],
  unbalanced: ["warning", "Not balanced"],
  off: ["off", "Balancing off"],
  unknown: ["unknown", "Unknown"],
};

/**
 * @param {import("../../types.js").App} app
 * @param {import("../../types.js").TopicState|undefined} overview
 */
function hero(app, overview) {
  const waiting = placeholder(app, "overview", 3);
  if (waiting) return h("section", { class: "hero hero-unknown", "data-key": "hero" }, waiting);
  /** @type {import("../../types.js").Overview} */
  const data = overview?.data;
  const [symbol] = HEALTH[data.health.state] ?? ["unknown"];
  return h(
    "section",
    { class: `hero hero-${data.health.state}`, "data-key": "hero" },
    h("div", { class: "hero-symbol" }, icon(symbol)),
    h(
      "div",
      { class: "hero-text" },
      h("h2", null, data.health.title),
      h("p", { class: "hero-detail" }, data.health.detail || " "),
      data.balance ? spreadGauge(data.balance) : null,
      data.balance ? scoreLine(data.balance) : null,
    ),
    data.counts ? tiles(data.counts) : null,
  );
}

/** @param {import("../../types.js").Balance} balance */
function spreadGauge(balance) {
  const active = balance.methods.find((one) => one.active);
  const spread = active?.spread_percent;
  if (spread === null || spread === undefined) return null;
  const top = Math.max(spread, balance.allowed_percent) * 1.25 || 1;
  const over = spread > balance.allowed_percent;
  return h(
    "div",
    { class: "gauge", role: "img", "aria-label": `Spread ${percent(spread, 1)} of ${percent(balance.allowed_percent)} allowed` },
    h("span", { class: `gauge-fill ${over ? "gauge-over" : ""}`, style: { width: `${(spread / top) * 100}%` } }),
    h("span", { class: "gauge-limit", style: { left: `${(balance.allowed_percent / top) * 100}%` } }),
    h("span", { class: "gauge-label", style: { left: `${(balance.allowed_percent / top) * 100}%` } }, `${percent(balance.allowed_percent)} allowed`),
  );
}

/** @param {import("../../types.js").Balance} balance */
function scoreLine(balance) {
  const active = balance.methods.find((one) => one.active);
  if (!active || active.score === null) return null;
  return h("p", { class: "hero-score", title: active.explanation, "aria-description": active.explanation, "data-key": "score" }, "Score ", h("strong", null, count(active.score)), " of 100", icon("info"));
}

/** @param {import("../../types.js").Counts} counts */
function tiles({ nodes, guests }) {
  const extra = (/** @type {[number|undefined, string][]} */ ...parts) =>
    parts
      .filter(([amount]) => (amount ?? 0) > 0)
      .map(([amount, what]) => `${count(amount)} ${what}`)
      .join(" · ");
  const tile = (/** @type {string} */ label, /** @type {any} */ value, /** @type {string} */ detail, /** @type {string} */ href) =>
    h("a", { class: "tile", href, "data-key": label }, h("span", { class: "tile-value" }, value), h("span", { class: "tile-label" }, label), h("span", { class: "tile-detail" }, detail));
  return h(
    "div",
    { class: "tiles" },
    tile("Nodes online", [count(nodes.online), h("small", null, ` / ${count(nodes.total)}`)], extra([nodes.offline, "offline"], [nodes.maintenance, "in maintenance"], [nodes.ignored, "ignored"]) || "all taking part", "#/nodes"),
    tile("Guests running", [count(guests.running), h("small", null, ` / ${count(guests.total)}`)], extra([guests.vm, "VM"], [guests.ct, "CT"]), "#/guests"),
    tile("Ignored", count(guests.ignored), "never moved", "#/guests?rule=ignore"),
    tile("Pinned", count(guests.pinned), "kept on named nodes", "#/guests?rule=pin"),
  );
}

/** @param {import("../../types.js").App} app */
function nodesPart(app) {
  const balance = app.store.get("overview")?.data?.balance ?? null;
  const waiting = placeholder(app, "nodes", 6);
  if (waiting) return card({ title: "Load by node" }, waiting);
  const nodes = sortRows([...app.store.get("nodes").data.values()], "name", "asc");
  if (!nodes.length) return card({ title: "Load by node" }, emptyState("nodes", "No nodes", "Proxmox names no node."));
  return card({ title: "Load by node", aside: balance ? [balanceLegend(balance)] : [] }, balancePanels(nodes, balance));
}

/** @param {import("../../types.js").App} app */
function migrationsPart(app) {
  const waiting = placeholder(app, "migrations", 3);
  if (waiting) return card({ title: "Recent migrations" }, waiting);
  const newest = newestFirst(app.store.get("migrations").data);
  const all = h("a", { class: "more", href: "#/migrations" }, "All migrations");
  const body = newest.length
    ? migrationTable(newest.slice(0, MIGRATIONS_SHOWN))
    : emptyState("migrations", "No migrations yet", "They appear here while they run.");
  return card({ title: "Recent migrations", aside: [all] }, body);
}

/** @param {import("../../types.js").App} app */
function servicePart(app) {
  const waiting = placeholder(app, "service", 4);
  if (waiting) return card({ title: "ProxLB service", class: "service-card" }, waiting);
  const data = app.store.get("service").data;
  const ask = (/** @type {CustomEvent<string>} */ event) => app.actions.ask(event.detail);
  return card(
    { title: "ProxLB service", class: "service-card", aside: [h("a", { class: "more", href: "#/service" }, "Details")] },
    h("plb-service-panel", {
      on: { action: ask, dismiss: () => app.actions.dismiss() },
      props: { state: { service: data, pending: app.store.get("action"), compact: true } },
    }),
  );
}

/** @param {import("../../types.js").TopicState|undefined} overview */
function warningsPart(overview) {
  /** @type {import("../../types.js").Warning[]|undefined} */
  const warnings = overview?.data?.warnings;
  if (!warnings) return card({ title: "Needs attention" }, skeleton(2));
  if (!warnings.length) return card({ title: "Needs attention" }, emptyState("ok", "Nothing needs you", "No warnings about rules, settings or the cluster."));
  const items = warnings.map((one) =>
    h(
      "li",
      { class: `notice tone-${one.severity}`, "data-key": one.code },
      icon(one.severity, one.severity),
      h("div", null, h("strong", null, one.title), one.detail ? h("p", null, one.detail) : null, one.hint ? h("p", { class: "hint" }, one.hint) : null, one.link ? h("a", { class: "more", href: one.link }, one.link.startsWith("#/rules") ? "Show in Rules" : "Show in Settings") : null),
    ),
  );
  return card({ title: "Needs attention", aside: [chip("plain", count(warnings.length))] }, h("ul", { class: "notices" }, ...items));
}

