/** Many nodes as a table: one line each, with the same switches. */

import { h } from "../../dom/h.js";
import { meter } from "../../dom/parts.js";
import { count } from "../../format/format.js";
import { controls, statusLine } from "./card.js";
import { stateChips } from "./state.js";

const HEADS = ["Node", "CPU", "Memory", "Disk", "Running", "State", "Switches"];

/**
 * @param {import("../../types.js").Node[]} nodes
 * @param {import("./card.js").Hands} hands
 */
export function nodeTable(nodes, hands) {
  return h(
    "section",
    { class: "card", "data-key": "nodes" },
    h(
      "div",
      { class: "table-wrap", tabindex: "0", role: "region", "aria-label": "Nodes" },
      h(
        "table",
        { class: "table node-table" },
        h("thead", null, h("tr", null, ...HEADS.map((head) => h("th", { scope: "col", class: head === "Running" ? "number" : "" }, head)))),
        h("tbody", null, ...nodes.map((node) => row(node, hands))),
      ),
    ),
  );
}

/**
 * @param {import("../../types.js").Node} node
 * @param {import("./card.js").Hands} hands
 */
function row(node, hands) {
  return h(
    "tr",
    { "data-key": node.name, class: node.status === "online" ? "" : "node-out" },
    h("td", null, h("a", { class: "strong", href: `#/nodes?node=${encodeURIComponent(node.name)}` }, node.name), h("span", { class: "block faint" }, ...statusLine(node))),
    ...[node.cpu, node.memory, node.disk].map((share) => h("td", null, meter(share.used_percent))),
    h("td", { class: "number" }, count(node.guests.running)),
    h("td", null, h("span", { class: "chips" }, ...stateChips(node))),
    h("td", null, controls(node, hands)),
  );
}
