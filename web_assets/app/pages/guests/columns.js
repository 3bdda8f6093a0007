/** The columns of the guest table: how each is shown and what it puts into a CSV file. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { chip, meter } from "../../dom/parts.js";
import { guestStatus } from "../../elements/guest_status.js";
import { bytes, cores, percent, timestamp, UNKNOWN } from "../../format/format.js";

/** @typedef {import("../../types.js").Guest} Guest */
/**
 * @typedef {{id: string, title: string, sort: string, width: number, chosen: boolean, first?: "desc",
 *            show: (guest: Guest) => (Node|string|null)[], text: (guest: Guest) => unknown}} Column
 */

const SYMBOLS = /** @type {Record<string, string>} */ ({ affinity: "affinity", "anti-affinity": "anti", ignore: "ignore", pin: "pin" });

/** @param {import("../../types.js").Tag} tag */
export function tagChip(tag) {
  const color = /^#?[0-9a-f]{6}$/i.test(tag.color ?? "") ? `#${(tag.color ?? "").replace("#", "")}` : null;
  const symbol = SYMBOLS[tag.kind];
  const style = /** @type {Record<string, string>} */ (color ? { "background-color": color, color: readableOn(color), "border-color": color } : {});
  return h("span", { class: "tag", title: tag.text, style }, symbol ? icon(symbol, tag.kind) : null, tag.text);
}

/**
 * Black or white, whichever is easier to read (WCAG relative luminance).
 *
 * @param {string} color #rrggbb
 */
export function readableOn(color) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/** @param {Guest} guest */
export function ruleText(guest) {
  const parts = [];
  if (guest.ignored) parts.push(`ignored${guest.ignored_by ? ` by ${guest.ignored_by}` : ""}`);
  if (guest.pinned_to.length) parts.push(`${guest.pin_strict ? "pinned to" : "prefers"} ${guest.pinned_to.join(", ")}`);
  for (const rule of ["affinity", "anti-affinity"]) if (guest.rules.includes(rule)) parts.push(rule);
  return parts.join("; ");
}

/** @param {Guest} guest */
function rules(guest) {
  const chips = [];
  if (guest.ignored) chips.push(chip("plain", "ignored", "ignore"));
  if (guest.pinned_to.length) chips.push(chip("plain", guest.pinned_to.join(", "), "pin"));
  for (const rule of ["affinity", "anti-affinity"]) if (guest.rules.includes(rule)) chips.push(chip("plain", rule, rule));
  return chips;
}

/** @param {Guest} guest */
function nextRun(guest) {
  if (!guest.why) return [UNKNOWN];
  if (guest.why.would === "move") return [chip("info", guest.why.target ?? "moves", "arrow")];
  return [h("span", { class: "faint", title: guest.why.sentence }, "stays")];
}

/** @type {Column[]} */
export const COLUMNS = [
  { id: "vmid", title: "ID", sort: "vmid", width: 70, chosen: true, show: (guest) => [String(guest.vmid)], text: (guest) => guest.vmid },
  { id: "name", title: "Name", sort: "name", width: 194, chosen: true, show: (guest) => [icon(guest.type, guest.type.toUpperCase()), h("span", { class: "clip strong", title: guest.name }, guest.name)], text: (guest) => guest.name },
  { id: "type", title: "Type", sort: "type", width: 64, chosen: false, show: (guest) => [guest.type.toUpperCase()], text: (guest) => guest.type },
  { id: "status", title: "Status", sort: "status", width: 126, chosen: true, show: (guest) => [guestStatus(guest)], text: (guest) => guest.status },
  { id: "node", title: "Node", sort: "node", width: 92, chosen: true, show: (guest) => [guest.node], text: (guest) => guest.node },
  { id: "next", title: "Next run", sort: "next", width: 96, chosen: true, show: nextRun, text: (guest) => guest.why?.sentence ?? "" },
  { id: "cpu", title: "CPU", sort: "cpu_percent", width: 120, chosen: true, first: "desc", show: (guest) => [meter(guest.cpu_percent)], text: (guest) => guest.cpu_percent },
  { id: "cores", title: "Cores", sort: "cpu_cores", width: 72, chosen: false, first: "desc", show: (guest) => [cores(guest.cpu_cores)], text: (guest) => guest.cpu_cores },
  { id: "memory", title: "Memory", sort: "memory_percent", width: 120, chosen: true, first: "desc", show: (guest) => [meter(guest.memory_percent)], text: (guest) => guest.memory_bytes },
  { id: "memory_total", title: "Memory size", sort: "memory_total_bytes", width: 108, chosen: true, first: "desc", show: (guest) => [bytes(guest.memory_total_bytes)], text: (guest) => guest.memory_total_bytes },
  { id: "disk", title: "Disk", sort: "disk_total_bytes", width: 100, chosen: false, first: "desc", show: (guest) => [guest.disk_percent === null ? bytes(guest.disk_total_bytes) : `${percent(guest.disk_percent)} of ${bytes(guest.disk_total_bytes)}`], text: (guest) => guest.disk_total_bytes },
  { id: "tags", title: "Tags", sort: "tags", width: 220, chosen: true, show: (guest) => guest.tags.map(tagChip), text: (guest) => guest.tags.map((tag) => tag.text).join(";") },
  { id: "rules", title: "Rules", sort: "ignored_by", width: 128, chosen: true, show: rules, text: ruleText },
  { id: "pool", title: "Pool", sort: "pool", width: 110, chosen: false, show: (guest) => [guest.pool ?? UNKNOWN], text: (guest) => guest.pool },
  { id: "ha", title: "HA", sort: "ha_state", width: 90, chosen: false, show: (guest) => [guest.ha_state ?? UNKNOWN], text: (guest) => guest.ha_state },
  { id: "started", title: "Started", sort: "started_at", width: 160, chosen: false, first: "desc", show: (guest) => [timestamp(guest.started_at)], text: (guest) => guest.started_at },
];
