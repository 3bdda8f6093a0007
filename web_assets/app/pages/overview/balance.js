/** Node bars: one panel per resource, the allowed spread drawn as a band that starts at the lowest node. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { chip } from "../../dom/parts.js";
import { METHOD_NAMES, percent } from "../../format/format.js";

/**
 * @param {import("../../types.js").Node[]} nodes
 * @param {import("../../types.js").Balance|null} balance
 */
export function balancePanels(nodes, balance) {
  const active = balance?.methods.find((one) => one.active)?.method;
  const methods = ["memory", "cpu", "disk"].sort((one, other) => Number(other === active) - Number(one === active));
  return h("div", { class: "bars-grid", "data-key": "bars" }, ...methods.map((method) => panel(method, nodes, balance)));
}

/**
 * @param {string} method
 * @param {import("../../types.js").Node[]} nodes
 * @param {import("../../types.js").Balance|null} balance
 */
function panel(method, nodes, balance) {
  const figure = balance?.mode === "assigned" ? "assigned" : "used";
  const judged = balance?.methods.find((one) => one.method === method && one.figure === figure);
  const band = balance ? allowedBand(nodes, method, figure, balance.allowed_percent) : null;
  const top = Math.max(100, ...nodes.map((node) => nodeShare(node, method, figure) ?? 0));
  const spread = judged?.spread_percent;
  const over = Boolean(balance && judged?.active && spread !== null && spread !== undefined && spread > balance.allowed_percent);
  return h(
    "section",
    { class: `bars ${judged?.active ? "bars-active" : ""}`, "data-key": method, "aria-label": `${METHOD_NAMES[method]} by node` },
    h(
      "header",
      { class: "bars-head" },
      h("h3", null, METHOD_NAMES[method] ?? method, h("span", { class: "faint" }, ` ${figure}`)),
      judged?.active ? chip("accent", "balanced by") : null,
      h("span", { class: `bars-spread ${over ? "tone-warning" : ""}`, title: judged?.explanation ?? null }, over ? icon("warning", "over the allowed spread") : null, `spread ${percent(spread)}`),
    ),
    h("div", { class: "bars-rows", role: "list" }, ...nodes.map((node) => bar(node, nodeShare(node, method, figure), { band, top, judged: judged?.active ?? false }))),
  );
}

/**
 * @param {import("../../types.js").Node} node
 * @param {number|null} share
 * @param {{band: {low: number, high: number}|null, top: number, judged: boolean}} scale top is the percent at the right
 *   end; only the resource ProxLB judges by can be over
 */
function bar(node, share, { band, top, judged }) {
  const compared = node.status === "online" && !node.ignored;
  const over = judged && compared && band !== null && share !== null && share > band.high + 0.05;
  const at = (/** @type {number} */ value) => `${(Math.min(value, top) / top) * 100}%`;
  const note = node.status !== "online" ? node.status : node.ignored ? "ignored" : "";
  return h(
    "div",
    { class: `bar ${compared ? "" : "bar-out"}`, role: "listitem", "data-key": node.name },
    h("a", { class: "bar-name", href: `#/guests?node=${encodeURIComponent(node.name)}`, title: `Guests on ${node.name}` }, node.name),
    h(
      "span",
      { class: "bar-track", "aria-hidden": "true" },
      band ? h("span", { class: "bar-band", style: { left: at(band.low), width: at(Math.min(band.high, top) - band.low) } }) : null,
      h("span", { class: `bar-fill ${over ? "bar-over" : ""}`, style: { width: at(share ?? 0) } }),
    ),
    h("span", { class: `bar-value ${over ? "tone-warning" : ""}` }, note || percent(share), over ? icon("sortup", "above the allowed spread") : null),
  );
}

/** @param {import("../../types.js").Balance} balance */
export function balanceLegend(balance) {
  return h(
    "p",
    { class: "legend", "data-key": "legend" },
    h("span", { class: "swatch swatch-band", "aria-hidden": "true" }),
    `Allowed: up to ${percent(balance.allowed_percent)} above the lowest node`,
    balance.threshold_percent === null ? null : `, and at most ${percent(balance.threshold_percent)} on any node`,
  );
}

/**
 * Share of one resource on one node, as ProxLB's mode looks at it.
 *
 * @param {import("../../types.js").Node} node
 * @param {string} method
 * @param {string} figure
 * @returns {number|null}
 */
export function nodeShare(node, method, figure) {
  const share = method === "cpu" ? node.cpu : method === "disk" ? node.disk : node.memory;
  return figure === "assigned" ? share.assigned_percent : share.used_percent;
}

/**
 * The band every compared node should lie in: from the lowest up to what balanciness allows.
 *
 * @param {import("../../types.js").Node[]} nodes
 * @param {string} method
 * @param {string} figure
 * @param {number} allowed
 */
export function allowedBand(nodes, method, figure, allowed) {
  const shares = nodes
    .filter((node) => node.status === "online" && !node.ignored)
    .map((node) => nodeShare(node, method, figure))
    .filter((share) => share !== null);
  if (!shares.length) return null;
  const low = Math.min(...shares);
  return { low, high: low + allowed };
}
