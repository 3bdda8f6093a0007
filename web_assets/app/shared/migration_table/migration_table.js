/** Migrations as a table that becomes cards on a phone. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, chip, meter, moment } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { duration, timestamp, UNKNOWN } from "../../format/format.js";

/** @type {Record<string, [string, string, string]>} */
const STATES = {
  running: ["info", "Running", "running"],
  ok: ["ok", "Done", "ok"],
  warnings: ["warning", "With warnings", "warning"],
  failed: ["serious", "Failed", "serious"],
  refused: ["serious", "Refused", "serious"],
  unknown: ["serious", "Unknown", "unknown"],
};

export const CSV_COLUMNS = ["state", "vmid", "guest", "type", "source", "target", "started_at", "ended_at", "by", "run", "user", "reason", "ha", "id"];

/** @param {any} migration as the server sends it */
export function csvRow(migration) {
  const { by, id, started_at: began } = migration.run;
  /** @type {Record<string, any>} */
  const joined = { ...migration, by, run: id ?? began ?? "" };
  return CSV_COLUMNS.map((column) => joined[column]);
}

/** @param {import("../../types.js").Migration} migration whose run it belongs to */
function origin({ run, user }) {
  if (run.by === "run") return h("a", { href: `#/runs?run=${encodeURIComponent(run.id ?? "")}` }, "Run started here");
  if (run.by === "service") return h("span", { title: run.started_at ? `The service's run of ${timestamp(run.started_at)}` : null }, "Service, ", moment(run.started_at ?? null));
  return h("span", { class: "faint" }, user || UNKNOWN);
}

/** @param {import("../../types.js").Migration} migration */
function took(migration) {
  if (!migration.started_at) return UNKNOWN;
  if (migration.state === "running") return moment(migration.started_at, "elapsed");
  if (!migration.ended_at) return UNKNOWN;
  return duration((Date.parse(migration.ended_at) - Date.parse(migration.started_at)) / 1000);
}

/**
 * @param {import("../../types.js").Migration} migration
 * @param {((migration: import("../../types.js").Migration) => void)|undefined} open
 */
function row(migration, open) {
  const [tone, text, symbol] = STATES[migration.state] ?? ["plain", migration.state, "unknown"];
  return h(
    "tr",
    { "data-key": migration.id },
    h("td", { "data-label": "Result" }, chip(tone, text, symbol), migration.state === "running" && migration.progress_percent !== null ? h("span", { class: "move-progress" }, meter(migration.progress_percent)) : null),
    h(
      "td",
      { "data-label": "Guest" },
      h("a", { class: "strong", href: `#/guests?guest=${migration.vmid || ""}` }, migration.guest || String(migration.vmid)),
      migration.vmid ? h("span", { class: "faint" }, ` ${migration.vmid}`) : null,
      migration.reason ? h("span", { class: "reason" }, migration.reason) : null,
    ),
    h(
      "td",
      { "data-label": "From, to" },
      h("span", { class: "route" }, migration.source, icon("arrow", "to"), migration.target ?? h("span", { class: "faint" }, "target unknown")),
      migration.ha ? chip("plain", "HA") : null,
    ),
    h("td", { "data-label": "Started", title: migration.started_at ? timestamp(migration.started_at) : null }, moment(migration.started_at)),
    h("td", { "data-label": "Took", class: "number" }, took(migration)),
    open ? h("td", { "data-label": "By" }, origin(migration)) : null,
    open ? h("td", { class: "row-action" }, button("Log", { tone: "small", attributes: { "aria-label": `Log of the migration of ${migration.guest}` }, click: () => open(migration) })) : null,
  );
}

/**
 * @param {import("../../types.js").Migration[]} migrations
 * @param {(migration: import("../../types.js").Migration) => void} [open] shows more about one
 */
export function migrationTable(migrations, open) {
  const heads = ["Result", "Guest", "From, to", "Started", "Took", ...(open ? ["By", ""] : [])];
  return table({ label: "Migrations", heads, numbers: ["Took"], look: "cards", key: "migrations" }, migrations.map((migration) => row(migration, open)));
}

/** @param {Map<string, import("../../types.js").Migration>} data */
export function newestFirst(data) {
  return [...data.values()].sort((one, other) => Date.parse(other.started_at) - Date.parse(one.started_at));
}
