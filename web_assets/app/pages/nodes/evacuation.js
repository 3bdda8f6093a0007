/** What becomes of a node's guests, before anything is saved: who goes where, what stays and why, how full the others get. */

import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { chip, copyButton } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { bytes, count, plural } from "../../format/format.js";
import { planBars } from "../../shared/plan/plan.js";

/** @typedef {import("../../types.js").Evacuation} Evacuation */

const SHOWN = 100;

/**
 * @param {Evacuation} found
 * @returns {Node[]}
 */
export function evacuationContent(found) {
  const parts = [
    h("p", { class: "evacuation-lead" }, found.summary),
    warnings(found),
    stillClosed(found),
    staysList(found),
    bars(found),
    movesTable("They go to", found.leaves),
    othersList(found),
  ];
  return parts.filter((part) => part !== null);
}

/** @param {Evacuation} found */
function warnings(found) {
  const messages = [...new Set(found.warnings.map((one) => one.message))];
  const items = [
    ...messages.map((text) => h("li", { class: "notice tone-warning" }, icon("warning", "warning"), h("p", null, text))),
    ...found.assumptions.map((text) => h("li", { class: "notice tone-info" }, icon("info", "note"), h("p", null, text))),
  ];
  return items.length ? h("ul", { class: "notices", "aria-label": "To know" }, ...items) : null;
}

/** @param {Evacuation} found */
function stillClosed(found) {
  if (found.enabled || !found.still.length) return null;
  const texts = found.still.map((source) =>
    source === "ha" ? "Proxmox HA still has the node in maintenance; only its own command ends that." : "The weekly schedule still has the node in maintenance until its window closes.",
  );
  return h("div", { class: "notice tone-warning" }, icon("maintenance", "still in maintenance"), h("div", { class: "grow" }, ...texts.map((text) => h("p", null, text)), found.still.includes("ha") ? haCommand(found.node) : null));
}

/** @param {string} node */
export function haCommand(node) {
  const command = `ha-manager crm-command node-maintenance disable ${node}`;
  return h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": "Command to end the maintenance" }, command), copyButton(command, `Copy the command that ends the maintenance of ${node}`));
}

/**
 * @param {string} title
 * @param {import("../../types.js").Leaving[]} moves
 */
function movesTable(title, moves) {
  if (!moves.length) return null;
  const heads = ["Guest", title, "Memory"];
  const more = moves.length - SHOWN;
  return h(
    "div",
    null,
    table({ label: "Guests that leave", heads, numbers: ["Memory"], frame: "evacuation-table" }, moves.slice(0, SHOWN).map(moveRow)),
    more > 0 ? h("p", { class: "faint" }, `and ${count(more)} more`) : null,
  );
}

/** @param {import("../../types.js").Leaving} move */
function moveRow(move) {
  const notes = move.notes.map((note) => h("span", { class: "block faint" }, note));
  return h(
    "tr",
    { "data-vmid": String(move.vmid), "data-target": move.target },
    h("td", { class: "wrap" }, h("span", { class: "strong" }, icon(move.type, move.type), " ", move.guest), h("span", { class: "faint" }, ` ${move.vmid} `), move.ha ? chip("info", "HA") : null, ...notes),
    h("td", null, h("span", { class: "route" }, icon("arrow", "to"), move.target)),
    h("td", { class: "number" }, bytes(move.memory_bytes)),
  );
}

/** @param {Evacuation} found */
function staysList(found) {
  if (!found.stays.length || !found.enabled) return null;
  const running = found.stays.filter((one) => one.running).length;
  const items = found.stays.slice(0, SHOWN).map((one) =>
    h("li", { "data-vmid": String(one.vmid) }, h("span", { class: "strong" }, one.guest), h("span", { class: "faint" }, ` ${one.vmid}`), h("span", { class: "block" }, one.sentence), h("span", { class: "block faint" }, one.remedy)),
  );
  const more = found.stays.length - SHOWN;
  const idle = found.stays.length - running;
  const parts = [running ? `${plural(running, "running guest")} cannot leave` : "", idle ? `${plural(idle, "guest")} not running ${idle === 1 ? "stays" : "stay"}` : ""];
  return h(
    "details",
    { class: `stay-reason evacuation-part ${running ? "tone-warning" : ""}`, open: running > 0 },
    h("summary", null, icon("chevron"), h("span", { class: "grow" }, parts.filter(Boolean).join(", "))),
    h("ul", { class: "stay-list" }, ...items, more > 0 ? h("li", { class: "faint" }, `and ${count(more)} more`) : null),
  );
}

/** @param {Evacuation} found */
function othersList(found) {
  if (!found.others.length) return null;
  const items = found.others.slice(0, SHOWN).map((one) => h("li", null, h("span", { class: "strong" }, one.guest), " ", h("span", { class: "route" }, one.source, icon("arrow", "to"), one.target), h("span", { class: "block faint" }, one.sentence)));
  const title = found.enabled ? `${plural(found.others.length, "other guest")} would move in the same run` : `${plural(found.others.length, "guest")} would move in the next run`;
  return h("details", { class: "stay-reason evacuation-part", open: !found.enabled }, h("summary", null, icon("chevron"), h("span", { class: "grow" }, title)), h("ul", { class: "stay-list" }, ...items));
}

/** @param {Evacuation} found */
function bars(found) {
  const place = h("div", { class: "evacuation-part" });
  const paint = (/** @type {string} */ method) => morph(place, planBars(/** @type {any} */ (found), method, paint));
  paint(found.method);
  return place;
}
