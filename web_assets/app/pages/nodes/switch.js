/** Switching a node: the preview first, then the save, then what is watched; nothing is shown as done before it is. */

import { announce, announceError } from "../../dom/announce.js";
import { showDialog } from "../../dom/dialog.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { askHowToSave } from "../../shared/saving/choices.js";
import { now } from "../../state/clock.js";
import { evacuationContent } from "./evacuation.js";
import { watchEvacuation } from "./evacuation_watch.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").Node} PveNode */

/**
 * Shows the evacuation without offering to save it.
 *
 * @param {App} app
 * @param {string} name
 */
export async function previewEvacuation(app, name) {
  try {
    const found = await app.read(`nodes/${encodeURIComponent(name)}/evacuation`);
    showDialog(`If ${name} were in maintenance`, ...evacuationContent(found));
  } catch (error) {
    announceError(error);
  }
}

/**
 * @param {App} app
 * @param {PveNode} node
 */
export async function switchMaintenance(app, node) {
  const enabled = !node.maintenance.includes("settings");
  const path = `nodes/${encodeURIComponent(node.name)}`;
  try {
    const found = await app.read(`${path}/evacuation?enabled=${enabled}`);
    const title = enabled ? `Put ${node.name} into maintenance?` : `End the maintenance of ${node.name}?`;
    const way = await askHowToSave(app, { title, content: evacuationContent(found), wide: true });
    if (!way) return;
    const answer = await app.write(`${path}/maintenance`, { enabled, apply: way.apply }, { method: "PUT", etag: found.etag });
    const vmids = found.leaves.map((/** @type {import("../../types.js").Leaving} */ one) => one.vmid);
    watchEvacuation(node.name, enabled ? { vmids, since: now(), apply: way.apply } : null);
    announceSaved(app, answer, enabled ? `${node.name} is set to maintenance` : `${node.name} is taken out of maintenance`);
  } catch (error) {
    announceError(error);
  }
}

/**
 * @param {App} app
 * @param {PveNode} node
 */
export async function switchIgnored(app, node) {
  const enabled = !node.ignored;
  const wish = enabled ? "ignored" : node.maintenance.length ? "maintenance" : "online";
  try {
    const [config, plan] = await Promise.all([app.read("config"), app.write("plan?stays=none", { nodes: { [node.name]: wish } })]);
    const title = enabled ? `Ignore ${node.name}?` : `Stop ignoring ${node.name}?`;
    const effect = enabled
      ? `ProxLB acts as if ${node.name} and its guests did not exist: nothing moves to it or from it, not even for maintenance.`
      : `ProxLB takes ${node.name} and its guests into account again.`;
    const content = [h("p", null, effect), h("p", { class: "notice tone-info" }, icon("info"), h("span", null, h("strong", null, "The next run: "), plan.summary))];
    const way = await askHowToSave(app, { title, content });
    if (!way) return;
    const answer = await app.write(`nodes/${encodeURIComponent(node.name)}/ignored`, { enabled, apply: way.apply }, { method: "PUT", etag: config.etag });
    announceSaved(app, answer, enabled ? `${node.name} is ignored` : `${node.name} is ignored no more`);
  } catch (error) {
    announceError(error);
  }
}

/**
 * Says what was saved, and follows what was asked of the service.
 *
 * @param {App} app
 * @param {any} answer
 * @param {string} what
 */
export function announceSaved(app, answer, what) {
  const { applied, saved } = answer;
  const notes = saved?.notes ?? [];
  if (applied.task) app.actions.follow(applied.task);
  const told = applied.message ? [`ProxLB was not told: ${applied.message}`, applied.hint] : [];
  announce(`${what}: saved`, { tone: applied.message ? "serious" : "ok", detail: [...told, ...notes].filter(Boolean).join(" ") });
}
