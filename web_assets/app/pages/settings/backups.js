/** Earlier versions of the settings file: what each would change, and bringing one back. */

import { h } from "../../dom/h.js";
import { button, chip, emptyState, moment, problemState, skeleton } from "../../dom/parts.js";
import { bytes, timestamp } from "../../format/format.js";
import { diffView } from "./diff_view.js";

/** @typedef {{id: string, saved_at: string, size_bytes: number, etag: string}} Backup */
/** @typedef {Backup & {text: string, diff: import("./draft/diff_lines.js").DiffLine[], accepted: boolean, problems: any[]}} OpenBackup */

/** Reads the list when the file is another, and one version when it is wanted; dispatches "change". */
export class Backups extends EventTarget {
  /** @type {Backup[]|null} */
  items = null;
  /** @type {any} */
  error = null;
  /** @type {OpenBackup|null} */
  open = null;
  /** @type {string|null} the state of the file that the list is of */
  #of = null;

  /** @param {(path: string) => Promise<any>} read */
  constructor(read) {
    super();
    this.read = read;
  }

  /** @param {string} etag */
  async want(etag) {
    if (this.#of === etag) return;
    this.#of = etag;
    this.open = null;
    await this.#try(async () => (this.items = (await this.read("config/backups")).items));
  }

  /** @param {string} id */
  async show(id) {
    if (this.open?.id === id) this.open = null;
    else await this.#try(async () => (this.open = await this.read(`config/backups/${encodeURIComponent(id)}`)));
    this.dispatchEvent(new CustomEvent("change"));
  }

  /** @param {() => Promise<unknown>} work */
  async #try(work) {
    try {
      await work();
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.dispatchEvent(new CustomEvent("change"));
  }
}

/**
 * @param {Backups} backups
 * @param {string} now the state of the file
 * @param {{why: string, restore: (backup: OpenBackup) => void}} about why nothing can be restored
 */
export function backupList(backups, now, { why, restore }) {
  if (backups.error) return problemState(backups.error);
  if (!backups.items) return skeleton(4);
  if (backups.items.length === 0) return emptyState("clock", "No backups yet", "Each save keeps what was there before; the newest ten stay.");
  return h("ul", { class: "backup-list", "data-key": "backups" }, ...backups.items.map((backup) => row(backup, backups, now, why, restore)));
}

/**
 * @param {Backup} backup
 * @param {Backups} backups
 * @param {string} now
 * @param {string} why
 * @param {(backup: OpenBackup) => void} restore
 */
function row(backup, backups, now, why, restore) {
  const open = backups.open?.id === backup.id ? backups.open : null;
  const at = timestamp(backup.saved_at);
  return h(
    "li",
    { "data-key": backup.id },
    h(
      "div",
      { class: "backup-row" },
      h("span", { class: "grow" }, h("strong", null, at), " ", h("span", { class: "faint" }, moment(backup.saved_at), ` · ${bytes(backup.size_bytes)}`)),
      backup.etag === now ? chip("plain", "same as now") : null,
      button(open ? "Hide" : "View", { tone: "small", key: "view", click: () => backups.show(backup.id), attributes: { "aria-expanded": String(Boolean(open)), "aria-label": `${open ? "Hide" : "View"} the backup of ${at}` } }),
      open ? button("Restore…", { tone: "small", key: "restore", symbol: "undo", disabled: Boolean(why), title: why || undefined, click: () => restore(open) }) : null,
    ),
    open ? details(open) : null,
  );
}

/** @param {OpenBackup} backup */
function details(backup) {
  return h(
    "div",
    { class: "stack-small backup-details", "data-key": "details" },
    backup.accepted ? null : h("p", { class: "tone-warning field-note" }, "ProxLB would not start with it; it can be viewed, not restored."),
    backup.diff.length ? diffView(backup.diff, "From the file now to this backup") : h("p", { class: "hint" }, "It says the same as the file now."),
    h("details", { class: "backup-text" }, h("summary", null, "Its whole text"), h("pre", { class: "settings-words", tabindex: "0", "aria-label": "Text of the backup" }, backup.text)),
  );
}
