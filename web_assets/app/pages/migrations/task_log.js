/** Proxmox' own log of one migration, growing while it runs. */

import { showDialog } from "../../dom/dialog.js";
import { h } from "../../dom/h.js";

const AGAIN_MS = 2000;

/**
 * @param {import("../../types.js").App} app
 * @param {import("../../types.js").Migration} migration
 */
export function showTaskLog(app, migration) {
  const text = h("pre", { class: "task-log", tabindex: "0", "aria-label": "Task log" });
  const note = h("p", { class: "faint", role: "status" }, "Reading from Proxmox.");
  showDialog(`${migration.guest}: ${migration.source} → ${migration.target ?? "unknown"}`, h("p", { class: "faint mono wrap-anywhere" }, migration.id), note, text);
  readOn(app, migration.id, text, note, 0);
}

/**
 * @param {import("../../types.js").App} app
 * @param {string} id
 * @param {HTMLElement} text
 * @param {HTMLElement} note
 * @param {number} start
 */
async function readOn(app, id, text, note, start) {
  let next = start;
  try {
    const answer = await app.read(`migrations/log?${new URLSearchParams({ id, start: String(start) })}`);
    next = answer.next;
    for (const line of answer.lines) text.append(`${line}\n`);
    note.textContent = next ? "" : "Proxmox has no line about it.";
  } catch (error) {
    const { message, hint } = /** @type {import("../../api/http.js").ApiError} */ (error);
    note.textContent = [message, hint].filter(Boolean).join(" ");
    return;
  }
  const running = app.store.get("migrations")?.data?.get(id)?.state === "running";
  if (running) setTimeout(() => text.isConnected && readOn(app, id, text, note, next), AGAIN_MS);
}
