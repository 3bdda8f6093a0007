/** The chip with a guest's status: running, stopped, paused, migrating, locked, or a template. */

import { chip } from "../dom/parts.js";

/** @type {Record<string, [string, string]>} */
const STATUS = { running: ["ok", "running"], stopped: ["off", "stopped"], paused: ["warning", "paused"] };

/** @param {import("../types.js").Guest} guest */
export function guestStatus(guest) {
  if (guest.lock === "migrate") return chip("info", "migrating", "migrations");
  if (guest.template) return chip("plain", "template", "columns");
  const [tone, symbol] = STATUS[guest.status] ?? ["plain", "unknown"];
  return chip(tone, guest.lock ? `${guest.status}, ${guest.lock}` : guest.status, guest.lock ? "lock" : symbol);
}
