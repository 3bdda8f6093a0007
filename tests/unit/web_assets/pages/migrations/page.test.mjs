/** The Migrations page: what is live and what is history in one list, and Proxmox' own log of each. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text } from "../../dom.mjs";
import { appWith, migration, node, overview, ready, rows } from "../../states.mjs";
import { migrationsView } from "../../../../../web_assets/app/pages/migrations/migrations.js";

/** A filter is asked about when it has rested for a quarter of a second after it was drawn. */
const rested = async () => {
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 280));
  await settle();
};

async function page(answers = {}, address = "#/migrations", live = [migration("live")]) {
  const main = stage();
  history.replaceState(null, "", address);
  const app = appWith({ overview: ready(overview()), nodes: ready(rows("name", node())), migrations: ready(rows("id", ...live)) }, { migrations: { items: [migration("live"), migration("old", { guest: "db", started_at: "2026-01-01T00:00:00Z" })], note: "Kept for 90 days." }, ...answers });
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  const leave = migrationsView.mount(main, app);
  await rested();
  return { main, app, leave, reads: () => app.asked.filter(([, path]) => path.startsWith("migrations?")) };
}

test("live and history are one list, each migration once, newest first", async () => {
  const { main, leave } = await page();
  assert.deepEqual([...main.querySelectorAll("tbody tr")].map((row) => row.dataset.key), ["live", "old"]);
  assert.ok(text(main).includes("2 migrations, all there are"));
  assert.ok(text(main).includes("Kept for 90 days."));
  leave();
});

test("a filter is in the address, asks the server once it rests, and holds for what is live too", async () => {
  const { main, app, reads, leave } = await page({}, "#/migrations", [migration("live"), migration("bad", { state: "failed" })]);
  const before = reads().length;
  app.answers.migrations = { items: [], note: "" };
  click(main, "Failed");
  await rested();
  assert.equal(app.router.route.params.get("state"), "failed");
  assert.equal(reads().length, before + 1);
  assert.ok(reads().at(-1)[1].includes("state=failed"));
  assert.deepEqual([...main.querySelectorAll("tbody tr")].map((row) => row.dataset.key), ["bad"]);
  click(main, "Clear");
  await rested();
  assert.equal(main.querySelectorAll("tbody tr").length, 2);
  leave();
});

test("nothing that matches is not nothing at all", async () => {
  const { main, leave } = await page({ migrations: { items: [], note: "" } }, "#/migrations?guest=nobody", []);
  assert.ok(text(main).includes("No migration matches"));
  leave();
  const none = await page({ migrations: { items: [], note: "" } }, "#/migrations", []);
  assert.ok(text(none.main).includes("No migrations yet"));
  none.leave();
});

test("older ones are loaded after the last that is shown", async () => {
  const whole = Array.from({ length: 200 }, (_, at) => migration(`m${at}`, { started_at: new Date(Date.UTC(2026, 0, 1) - at * 1000).toISOString() }));
  const { main, app, reads, leave } = await page({ migrations: { items: whole, note: "" } }, "#/migrations", []);
  app.answers.migrations = { items: [migration("last", { started_at: "2020-01-01T00:00:00Z" })], note: "" };
  click(main, "Load older");
  await settle();
  assert.ok(new URLSearchParams(reads().at(-1)[1].split("?")[1]).get("before").endsWith("m199"));
  assert.ok(text(main).includes("201 migrations, all there are"));
  leave();
});

test("an answer to an earlier filter that comes late is passed over", async () => {
  const waiting = [];
  const { main, app, leave } = await page({ migrations: (_, path) => new Promise((resolve) => waiting.push({ path, resolve })) }, "#/migrations", []);
  app.router.go("migrations", { guest: "db" });
  await rested();
  assert.equal(waiting.length, 2);
  waiting[1].resolve({ items: [migration("db", { guest: "db" })], note: "" });
  await settle();
  waiting[0].resolve({ items: [migration("db-old", { guest: "db" })], note: "" });
  await settle();
  assert.deepEqual([...main.querySelectorAll("tbody tr")].map((row) => row.dataset.key), ["db"]);
  leave();
});

test("Proxmox' log of one, as text", async () => {
  const { main, leave } = await page({ "migrations/log": { lines: ["starting <b>", "TASK OK"], next: 2 } });
  button(only(main, "tr[data-key=live]"), "Log of the migration of web-100").click();
  await settle();
  const dialog = only(document.body, "dialog");
  assert.equal(only(dialog, "pre").textContent, "starting <b>\nTASK OK\n");
  assert.ok(text(dialog).includes("web-100: pve1 → pve2"));
  leave();
});

test("a log that cannot be read says why", async () => {
  const { main, leave } = await page({ "migrations/log": Object.assign(new Error("403 Permission denied."), { hint: "Sys.Audit is missing." }) });
  button(only(main, "tr[data-key=live]"), "Log of the migration of web-100").click();
  await settle();
  assert.ok(text(only(document.body, "dialog")).includes("403 Permission denied. Sys.Audit is missing."));
  leave();
});
