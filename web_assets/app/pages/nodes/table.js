/** Many nodes as a table: one line each, with the same switches. */

import { h } from "../../dom/h.js";
import { meter } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { count } from "../../format/format.js";
import { controls, statusLine } from "./card.js";
import { stateChips } from "./state.js";

const HEADS = ["Node", "CPU", "Memory", "Disk", "Running", "State", "Switches"];

/**
 * @param {import("../../types.js").Node[]} nodes
 * @param {import("./card.js").NodeActions} actions
 */
export function nodeTable(nodes, actions) {
  return h(
    "section",
    { class: "card", "data-key": "nodes" },
    table({ label: "Nodes", heads: HEADS, numbers: ["Running"], look: "node-table" }, nodes.map((node) => row(node, actions))),
  );
}

/**
 * @param {import("../../types.js").Node} node
 * @param {import("./card.js").NodeActions} actions
 */
function row(node, actions) {
  return h(
    "tr",
    { "data-key": node.name, class: node.status === "online" ? "" : "node-out" },
    h("td", null, h("a", { class: "strong", href: `#/nodes?node=${encodeURIComponent(node.name)}` }, node.name), h("span", { class: "block faint" }, ...statusLine(node))),
    ...[node.cpu, node.memory, node.disk].map((share) => h("td", null, meter(share.used_percent))),
    h("td", { class: "number" }, count(node.guests.running)),
    h("td", null, h("span", { class: "chips" }, ...stateChips(node))),
    h("td", null, controls(node, actions)),
  );
}
