/** The chip that says how a guest is: running, stopped, being migrated, or no guest that can run at all. */

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
