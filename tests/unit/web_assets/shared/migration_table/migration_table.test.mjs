/** Migrations as rows: result, way, duration, and whose they were. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, text } from "../../dom.mjs";
import { migration, rows } from "../../states.mjs";
import { CSV_COLUMNS, csvRow, migrationTable, newestFirst } from "../../../../../web_assets/app/shared/migration_table/migration_table.js";

const cells = (one, open) => [...migrationTable([one], open).querySelectorAll("tbody td")].map((cell) => text(cell).replaceAll("\u00a0", " "));

test("a migration that ended says how long it took, one that runs how far it is, one that failed why", () => {
  assert.deepEqual(cells(migration()).filter((_, at) => at !== 3), ["Done", "web-100 100", "pve1pve2", "1 min 30 s"]);
  assert.match(cells(migration("a", { state: "running", ended_at: null, progress_percent: 40 }))[0], /^Running ?40 %$/);
  assert.match(cells(migration("a", { state: "failed", reason: "No space left." }))[1], /No space left\.$/);
  assert.match(cells(migration("a", { target: null }))[2], /target unknown$/);
});

test("whose it was, and Proxmox' own log, where there is somebody to show it", () => {
  const opened = [];
  const open = (one) => opened.push(one.id);
  assert.deepEqual(cells(migration("a", { run: { by: "run", id: "r/1" } }), open).slice(5), ["Run started here", "Log"]);
  assert.equal(cells(migration("a"), open)[5], "root@pam");
  const shown = migrationTable([migration("a", { run: { by: "run", id: "r/1" } })], open);
  assert.equal(only(shown, "td:nth-child(6) a").getAttribute("href"), "#/runs?run=r%2F1");
  click(shown, "Log of the migration of web-100");
  assert.deepEqual(opened, ["a"]);
  assert.equal(cells(migration("a")).length, 5);
});

test("the newest first", () => {
  const all = rows("id", migration("old", { started_at: "2026-01-01T00:00:00Z" }), migration("new"));
  assert.deepEqual(newestFirst(all).map((one) => one.id), ["new", "old"]);
});

test("as CSV, with the run in columns of its own", () => {
  const row = Object.fromEntries(csvRow(migration("a", { run: { by: "service", started_at: "2026-01-01T00:00:00Z" } })).map((value, at) => [CSV_COLUMNS[at], value]));
  assert.deepEqual([row.by, row.run, row.guest, row.id], ["service", "2026-01-01T00:00:00Z", "web-100", "a"]);
});
