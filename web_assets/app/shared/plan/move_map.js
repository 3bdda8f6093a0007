/** Moves as arrows: where guests leave on the left, where they arrive on the right, the more the thicker. */

import { h, svg } from "../../dom/h.js";
import { plural } from "../../format/format.js";

/** @typedef {import("../../types.js").PlanMove} PlanMove */

const ROW = 34;
const WIDTH = 460;
const SIDE = 130;
const MOST_NODES = 16;

/** @param {PlanMove[]} moves */
export function moveMap(moves) {
  const sources = names(moves.map((move) => move.source));
  const targets = names(moves.map((move) => move.target));
  if (sources.length > MOST_NODES || targets.length > MOST_NODES) return null;
  const height = Math.max(sources.length, targets.length) * ROW;
  const flows = flowsOf(moves);
  const most = Math.max(...flows.map((flow) => flow.count));
  const y = (/** @type {string[]} */ list, /** @type {string} */ name) => (list.indexOf(name) + 0.5) * (height / list.length);
  const told = `${plural(moves.length, "guest")} from ${sources.join(", ")} to ${targets.join(", ")}`;
  return h(
    "div",
    { class: "move-map", "data-key": "map", tabindex: "0", role: "region", "aria-label": "Map of the moves" },
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": told },
      ...flows.map((flow) => arrow(flow, y(sources, flow.source), y(targets, flow.target), most)),
      ...sources.map((name) => label(name, SIDE - 10, y(sources, name), "end", leaving(flows, "source", name))),
      ...targets.map((name) => label(name, WIDTH - SIDE + 10, y(targets, name), "start", leaving(flows, "target", name))),
    ),
  );
}

/** @param {string[]} list */
function names(list) {
  return [...new Set(list)].sort((one, other) => one.localeCompare(other, undefined, { numeric: true }));
}

/**
 * @param {PlanMove[]} moves
 * @returns {{source: string, target: string, count: number}[]}
 */
function flowsOf(moves) {
  const flows = new Map();
  for (const { source, target } of moves) {
    const key = `${source}\u0000${target}`;
    const flow = flows.get(key) ?? { source, target, count: 0 };
    flow.count += 1;
    flows.set(key, flow);
  }
  return [...flows.values()];
}

/**
 * @param {{source: string, target: string, count: number}[]} flows
 * @param {"source"|"target"} end
 * @param {string} name
 */
function leaving(flows, end, name) {
  return flows.filter((flow) => flow[end] === name).reduce((sum, flow) => sum + flow.count, 0);
}

/**
 * @param {{source: string, target: string, count: number}} flow
 * @param {number} from
 * @param {number} to
 * @param {number} most
 */
function arrow(flow, from, to, most) {
  const [x0, x1] = [SIDE, WIDTH - SIDE];
  const middle = (x0 + x1) / 2;
  const width = 1.5 + (flow.count / most) * 7;
  return svg(
    "path",
    { class: "move-flow", d: `M${x0} ${from}C${middle} ${from} ${middle} ${to} ${x1} ${to}`, "stroke-width": width.toFixed(1) },
    svg("title", {}, `${plural(flow.count, "guest")}: ${flow.source} to ${flow.target}`),
  );
}

/**
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {string} anchor
 * @param {number} amount
 */
function label(name, x, y, anchor, amount) {
  const short = name.length > 14 ? `${name.slice(0, 13)}…` : name;
  return svg("text", { x, y: y + 4, "text-anchor": anchor, class: "move-node" }, `${short} (${amount})`);
}
