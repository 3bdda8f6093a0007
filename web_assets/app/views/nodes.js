/** Every node: what it is, what it carries, and whether ProxLB takes it into account. */

import { h } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { chip, emptyState } from "../dom/parts.js";
import { bytes, cores, count, duration, percent, UNKNOWN } from "../format.js";
import { sortRows } from "../state/selectors.js";
import { follow, standIn } from "./view.js";

/** @type {import("./view.js").View} */
export const nodesView = {
  title: "Nodes",
  symbol: "nodes",
  topics: ["nodes"],
  mount(main, app) {
    return follow(main, app, ["nodes", "overview"], () => [content(app)]);
  },
};

/** @param {import("./view.js").App} app */
function content(app) {
  const instead = standIn(app, "nodes", 8);
  if (instead) return h("section", { class: "card", "data-key": "none" }, instead);
  const nodes = sortRows([...app.store.get("nodes").data.values()], "name", "asc");
  if (!nodes.length) return emptyState("nodes", "No nodes", "Proxmox answered, but named no node this token may see.");
  return h("div", { class: "node-grid", "data-key": "nodes" }, ...nodes.map(nodeCard));
}

/** @param {import("../types.js").Node} node */
function nodeCard(node) {
  const online = node.status === "online";
  return h(
    "section",
    { class: `card node ${online ? "" : "node-out"}`, "data-key": node.name, "aria-label": `Node ${node.name}` },
    h(
      "header",
      { class: "card-head" },
      h("span", { class: `node-symbol ${online ? "" : "tone-serious"}` }, icon("nodes")),
      h("h2", null, node.name),
      h("div", { class: "card-aside" }, ...chips(node)),
    ),
    h("div", { class: "loads" }, load("CPU", node.cpu, cores, " cores"), load("Memory", node.memory, bytes), load("Disk", node.disk, bytes)),
    h(
      "dl",
      { class: "facts facts-inline" },
      fact("Guests", h("a", { href: `#/guests?node=${encodeURIComponent(node.name)}` }, `${count(node.guests.running)} running`), ` · ${count(node.guests.vm)} VM, ${count(node.guests.ct)} CT`),
      fact("Version", node.version ?? UNKNOWN),
      fact("Up", online ? duration(node.uptime_seconds) : UNKNOWN),
      node.reserved_memory_bytes ? fact("Reserved", bytes(node.reserved_memory_bytes)) : null,
      node.ha_state ? fact("HA", node.ha_state) : null,
    ),
  );
}

/** @type {Record<string, string>} */
const MAINTENANCE = { settings: "maintenance: settings", schedule: "maintenance: schedule", ha: "maintenance: HA" };

/** @param {import("../types.js").Node} node */
function chips(node) {
  const status = node.status === "online" ? chip("ok", "online", "ok") : chip("serious", node.status, "serious");
  return [
    ...node.maintenance.map((source) => chip("warning", MAINTENANCE[source] ?? source, "maintenance")),
    node.ignored ? chip("plain", "ignored", "ignore") : null,
    status,
  ];
}

/**
 * @param {string} name
 * @param {...import("../dom/h.js").Child} value
 */
function fact(name, ...value) {
  return h("div", { "data-key": name }, h("dt", null, name), h("dd", null, ...value));
}

/**
 * @param {string} name
 * @param {import("../types.js").Share} share
 * @param {(value: number|null) => string} format
 * @param {string} [unit]
 */
function load(name, share, format, unit = "") {
  const width = (/** @type {number|null} */ value) => `${Math.max(0, Math.min(100, value ?? 0))}%`;
  const high = (share.used_percent ?? 0) >= 90;
  return h(
    "div",
    { class: "load", "data-key": name },
    h("div", { class: "load-head" }, h("span", { class: "load-name" }, name), h("strong", { class: high ? "tone-warning" : "" }, high ? icon("warning", "high") : null, percent(share.used_percent))),
    h(
      "div",
      { class: "load-track", "aria-hidden": "true" },
      h("span", { class: `load-fill ${high ? "bar-over" : ""}`, style: { width: width(share.used_percent) } }),
      share.assigned_percent === null ? null : h("span", { class: "load-assigned", style: { left: width(share.assigned_percent) } }),
    ),
    h(
      "div",
      { class: "load-foot" },
      h("span", null, `${format(share.used)} of ${format(share.total)}${unit}`),
      h("span", null, `assigned ${format(share.assigned)}${share.assigned_percent === null ? "" : ` (${percent(share.assigned_percent)})`}`),
    ),
  );
}
