/** Every node: what it is, what it carries, and whether ProxLB takes it into account. */

import { h } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { chip, emptyState } from "../dom/parts.js";
import { bytes, cores, count, duration, percent } from "../format.js";
import { sortRows } from "../state/selectors.js";
import { follow, standIn } from "./view.js";

/** @type {import("./view.js").View} */
export const nodesView = {
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
      h("div", { class: "grow" }, h("h2", null, node.name), h("p", { class: "node-line" }, ...statusLine(node))),
      h("div", { class: "card-aside" }, ...chips(node)),
    ),
    node.memory.total === null && node.cpu.total === null
      ? h("p", { class: "loads faint", "data-key": "loads" }, online ? "Proxmox shows no figures for this node." : "No figures while the node is away.")
      : h("div", { class: "loads", "data-key": "loads" }, load("CPU", node.cpu, cores, " cores"), load("Memory", node.memory, bytes), load("Disk", node.disk, bytes)),
    h(
      "dl",
      { class: "facts facts-inline" },
      fact("Guests", h("a", { href: `#/guests?node=${encodeURIComponent(node.name)}` }, `${count(node.guests.running)} running`), ` · ${count(node.guests.vm)} VM, ${count(node.guests.ct)} CT`),
      node.version ? fact("Version", node.version) : null,
      node.maintenance.length ? fact("Maintenance by", node.maintenance.map((source) => MAINTENANCE[source] ?? source).join(", ")) : null,
      node.reserved_memory_bytes ? fact("Reserved", bytes(node.reserved_memory_bytes)) : null,
    ),
  );
}

/** @param {import("../types.js").Node} node */
function statusLine(node) {
  if (node.status !== "online") return [h("strong", { class: "tone-serious status-word" }, node.status)];
  return [h("span", { class: "tone-ok status-word" }, "online"), ` · up ${duration(node.uptime_seconds)}`];
}

/** @type {Record<string, string>} who put the node into maintenance */
const MAINTENANCE = { settings: "settings", schedule: "schedule", ha: "HA" };

/** @param {import("../types.js").Node} node */
function chips(node) {
  return [node.maintenance.length ? chip("warning", "maintenance", "maintenance") : null, node.ignored ? chip("plain", "ignored", "ignore") : null];
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
      h("span", { class: "assigned-text" }, `assigned ${format(share.assigned)}${share.assigned_percent === null ? "" : ` (${percent(share.assigned_percent)})`}`),
    ),
  );
}
