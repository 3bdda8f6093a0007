/** A node's state in words: who has it in maintenance, its windows, and how far emptying it is. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { chip, meter, moment } from "../../dom/parts.js";
import { plural, timestamp } from "../../format/format.js";
import { now } from "../../state/clock.js";
import { haCommand } from "./evacuation.js";
import { watchedEvacuation, evacuationProgress, runIsOver } from "./evacuation_watch.js";

/** @typedef {import("../../types.js").Node} PveNode */

const SOURCES = /** @type {Record<string, string>} */ ({ settings: "ProxLB's settings", schedule: "its weekly schedule", ha: "Proxmox HA" });

/** @param {PveNode} node */
export function stateChips(node) {
  const sources = node.maintenance.map((source) => SOURCES[source] ?? source).join(", ");
  return [
    node.maintenance.length ? h("span", { title: `By ${sources}` }, chip("warning", "maintenance", "maintenance")) : null,
    node.ignored ? chip("plain", "ignored", "ignore") : null,
    scheduleChip(node),
  ];
}

/** @param {PveNode} node */
function scheduleChip(node) {
  const window = node.schedule?.window;
  if (!window || window.open) return null;
  const title = `Emptied from ${timestamp(window.empties_at)}, maintenance until ${timestamp(window.ends_at)}`;
  return h("span", { title }, chip("info", node.schedule?.entries.length === 1 ? (node.schedule.entries[0] ?? "") : "weekly", "clock"));
}

/**
 * Everything about maintenance that needs a sentence; null when there is nothing to say.
 *
 * @param {import("../../types.js").App} app
 * @param {PveNode} node
 */
export function maintenanceState(app, node) {
  const window = node.schedule?.window;
  const lines = [];
  if (node.maintenance.length) {
    lines.push(h("p", { "data-key": "by" }, h("strong", null, "In maintenance"), ` by ${node.maintenance.map((source) => SOURCES[source] ?? source).join(" and ")}`, window?.open ? [", until ", timestamp(window.ends_at)].join("") : "", "."));
    lines.push(progress(app, node));
  } else if (window) {
    lines.push(h("p", { "data-key": "next" }, "Next weekly maintenance: ", timestamp(window.begins_at).slice(0, 16), " (emptied ", moment(window.empties_at, "countdown"), ")."));
  }
  if (node.schedule?.skipped.length) lines.push(h("p", { class: "tone-warning state-warning", "data-key": "skipped" }, `ProxLB does not understand ${node.schedule.skipped.join("; ")}.`));
  if (node.maintenance.includes("ha")) lines.push(h("div", { "data-key": "ha" }, h("p", { class: "hint" }, "Only Proxmox' command line ends its own maintenance:"), haCommand(node.name)));
  return lines.length ? h("div", { class: "node-state", "data-key": "state" }, ...lines) : null;
}

/**
 * @param {import("../../types.js").App} app
 * @param {PveNode} node
 */
function progress(app, node) {
  const guests = app.store.get("guests")?.data;
  const evacuating = node.maintenance.includes("settings") ? watchedEvacuation(node.name) : null;
  if (!(guests instanceof Map) || !evacuating) return remaining(node);
  const { left, total, here } = evacuationProgress(node.name, evacuating, guests);
  if (!total) return remaining(node);
  if (!here.length) return h("div", { "data-key": "progress", "aria-live": "polite" }, h("p", { class: "state-done tone-ok" }, icon("ok"), `Done: ${total === 1 ? "the guest has" : `all ${total} guests have`} left.`), node.guests.running ? remaining(node) : null);
  const schedule = app.store.get("overview")?.data?.schedule;
  const over = runIsOver(evacuating, schedule, now());
  return h(
    "div",
    { "data-key": "progress", "aria-live": "polite" },
    meter((left / total) * 100, `${left} of ${total} guests have left`),
    over ? notLeft(here) : h("p", { class: "hint" }, ...expectation(evacuating, schedule)),
  );
}

/**
 * @param {import("./evacuation_watch.js").Evacuating} evacuating
 * @param {import("../../types.js").Schedule|undefined} schedule
 */
function expectation(evacuating, schedule) {
  if (schedule?.running) return ["ProxLB is running."];
  if (evacuating.apply === "save") return ["Saved only: ProxLB acts once it was reloaded or restarted."];
  return schedule?.next_run_at ? ["The next run is due ", moment(schedule.next_run_at, "countdown"), "."] : ["Waiting for ProxLB's run."];
}

/** @param {import("../../types.js").Guest[]} here */
function notLeft(here) {
  const items = here.slice(0, 10).map((guest) =>
    h("li", { "data-key": String(guest.vmid) }, h("a", { class: "strong", href: `#/guests?guest=${guest.vmid}` }, guest.name), guest.lock ? ` is locked (${guest.lock}).` : ` ${guest.why?.sentence ?? "is still here."}`),
  );
  return h("div", { class: "tone-warning state-warning" }, h("p", null, `The run has ended, and ${plural(here.length, "guest has", "guests have")} not left:`), h("ul", { class: "state-list" }, ...items), h("p", { class: "hint" }, h("a", { href: "#/migrations?state=failed" }, "Failed migrations"), " tell Proxmox' reason."));
}

/** @param {PveNode} node */
function remaining(node) {
  const { running } = node.guests;
  const link = h("a", { href: `#/guests?node=${encodeURIComponent(node.name)}&status=running` }, `${plural(running, "running guest")}`);
  return running ? h("p", { "data-key": "remaining" }, link, running === 1 ? " is still here." : " are still here.") : h("p", { class: "state-done tone-ok", "data-key": "remaining" }, icon("ok"), "No guest runs here.");
}
