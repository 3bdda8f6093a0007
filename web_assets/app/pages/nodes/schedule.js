/** The weekly windows in which ProxLB empties one node, as a form in a dialog. */

import { announceError } from "../../dom/announce.js";
import { h } from "../../dom/h.js";
import { button, iconButton } from "../../dom/parts.js";
import { askHowToSave } from "../../shared/saving/choices.js";
import { announceSaved } from "./switch.js";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/**
 * @param {import("../../types.js").App} app
 * @param {import("../../types.js").Node} node
 */
export async function editSchedule(app, node) {
  try {
    const config = await app.read("config");
    const written = config.values?.proxmox_cluster?.maintenance_nodes_schedule ?? {};
    const form = scheduleForm(node.schedule?.entries ?? [], written.duration ?? 0, written["pre-migration"] ?? 0);
    const way = await askHowToSave(app, { title: `Weekly maintenance of ${node.name}`, content: form.content });
    if (!way) return;
    const body = { ...form.values(), apply: way.apply };
    const answer = await app.write(`nodes/${encodeURIComponent(node.name)}/schedule`, body, { method: "PUT", etag: config.etag });
    announceSaved(app, answer, `Weekly maintenance of ${node.name}`);
  } catch (error) {
    announceError(error);
  }
}

/**
 * @param {string[]} entries
 * @param {number} duration
 * @param {number} lead
 */
function scheduleForm(entries, duration, lead) {
  const rows = h("ul", { class: "schedule-rows" });
  const add = (/** @type {string} */ entry) => rows.append(row(entry, rows));
  for (const entry of entries) add(entry);
  const length = h("input", { type: "number", id: "schedule-duration", min: "0", max: "168", step: "1", required: true, props: { value: String(duration || 2) } });
  const before = h("input", { type: "number", id: "schedule-lead", min: "0", max: "10080", step: "1", required: true, props: { value: String(lead) } });
  const content = [
    h("p", null, "In these windows ProxLB treats the node as one in maintenance: it is emptied, and guests may return when the window has closed. Times are those of ProxLB's clock."),
    rows,
    button("Add a window", { symbol: "clock", tone: "small", click: () => add(`${DAYS[0]}, 22:00`) }),
    h("div", { class: "schedule-figures" }, h("label", { for: "schedule-duration" }, "Hours each lasts"), length, h("label", { for: "schedule-lead" }, "Minutes before it, emptying begins"), before),
    h("p", { class: "hint" }, "These two figures hold for the windows of every node."),
  ];
  const values = () => ({
    schedules: Array.from(rows.children, (one) => /** @type {any} */ (one).entry()),
    duration_hours: Number(length.value),
    pre_migration_minutes: Number(before.value),
  });
  return { content, values };
}

/**
 * @param {string} entry
 * @param {HTMLElement} rows
 */
function row(entry, rows) {
  const [day = "", at = ""] = entry.split(",").map((part) => part.trim());
  const known = DAYS.find((name) => name.toLowerCase() === day.toLowerCase());
  const [hour = "", minute = ""] = at.split(":");
  const time = h("input", { type: "time", required: true, "aria-label": "Begins at", props: { value: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` } });
  const choice = h("select", { "aria-label": "Day of the week", props: { value: known ?? DAYS[0] } }, ...DAYS.map((name) => h("option", { value: name }, name)));
  const remove = () => {
    item.remove();
    (rows.querySelector("select") ?? rows.closest("dialog")?.querySelector("button"))?.focus();
  };
  const item = h("li", { props: { entry: () => `${choice.value}, ${time.value.replace(/^0(\d)/, "$1")}` } }, choice, time, iconButton("close", "Remove this window", remove));
  return item;
}
