/** The settings page: form and text in step, the difference before a save, and nothing lost to somebody else's. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text, type } from "../../dom.mjs";
import { appWith, config, field, ready, service } from "../../states.mjs";
import { h } from "../../../../../web_assets/app/dom/h.js";
import "../../../../../web_assets/app/elements/plb-toasts.js";
import { settingsView } from "../../../../../web_assets/app/pages/settings/settings.js";

const TEXT = "balancing:\n  balanciness: 10\n";
const FIELDS = [field(["balancing", "balanciness"]), field(["balancing", "pools"], { type: "map", default: null }), field(["balancing", "psi", "nodes"], { type: "number" }), field(["proxmox_api", "pass"], { type: "secret", default: null })];
const added = (said) => ({ kind: "added", old: null, new: 2, text: said });

/** The server's side of a draft, as far as these tests need it. */
function checking(body) {
  const change = body.changes?.find(({ path }) => path.at(-1) === "balanciness");
  const now = change ? body.text.replace(/balanciness: \d+/, `balanciness: ${change.value}`) : body.text;
  const value = Number(/balanciness: (-?\d+)/.exec(now)?.[1] ?? NaN);
  const problems = value < 0 ? [{ severity: "error", code: "range", path: ["balancing", "balanciness"], line: 2, column: 16, message: "At least 0.", hint: "", suggestion: null }] : [];
  return { accepted: !problems.length, stale: false, changed: now !== TEXT, etag: "e1", problems, diff: now === TEXT ? [] : [added(`  balanciness: ${value}`)], notes: [], text: now, values: { balancing: { balanciness: value }, proxmox_api: { pass: { set: true } } } };
}

async function page(more = {}, answers = {}, slices = {}) {
  const main = stage();
  document.body.append(h("plb-toasts", null));
  history.replaceState(null, "", "#/settings");
  const app = appWith({ service: ready(service()), settings: ready({ etag: "e1" }), ...slices }, { config: config({ fields: FIELDS, ...more }), "config/raw": { etag: "e1", text: TEXT }, "config/backups": { items: [] }, "POST config/check": checking, ...answers });
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  const leave = settingsView.mount(main, app);
  await settle();
  const rested = async () => {
    await new Promise((resolve) => setTimeout(resolve, 280));
    await settle();
  };
  return { main, app, leave, rested, number: () => only(main, "[data-path='balancing.balanciness'] input[type=number]"), editor: () => only(main, "textarea.editor-text"), dialog: () => only(document.body, "dialog") };
}

test("the form changes the text, and the text the form", async () => {
  const { main, leave, rested, number, editor } = await page();
  type(number(), "25");
  await rested();
  assert.equal(editor().value, TEXT.replace("10", "25"));
  assert.ok(text(main).includes("1 line changed, not saved"));
  type(editor(), TEXT.replace("10", "7"));
  await rested();
  assert.equal(number().value, "7");
  click(main, "Discard");
  await rested();
  assert.equal(editor().value, TEXT);
  assert.equal(button(main, "Save…").disabled, true);
  leave();
});

test("what ProxLB would refuse is marked beside its field and cannot be saved", async () => {
  const { main, leave, rested, number } = await page();
  type(number(), "-3");
  await rested();
  assert.ok(text(only(main, "[data-path='balancing.balanciness'] .settings-problem")).includes("At least 0."));
  assert.equal(button(main, "Save…").disabled, true);
  assert.equal(only(main, ".editor-mark").title, "At least 0.");
  click(main, "Go to line 2");
  assert.equal(new URLSearchParams(location.hash.split("?")[1]).get("show"), "text");
  click(main, "Discard");
  leave();
});

test("the difference is shown before the save, which names the state of the file it was made for", async () => {
  const { main, app, leave, rested, number, dialog } = await page({}, { "PUT config/raw": () => ({ ...config({ etag: "e2", fields: FIELDS }), saved: { notes: ["A backup is kept."], backup: "b1" } }) });
  type(number(), "25");
  await rested();
  click(main, "Save…");
  await settle();
  assert.deepEqual([...dialog().querySelectorAll(".diff-added .diff-text")].map(text), ["added: balanciness: 25"]);
  app.answers["config/raw"] = { etag: "e2", text: TEXT.replace("10", "25") };
  click(dialog(), "Save, run now");
  await settle(8);
  const put = app.asked.find(([method]) => method === "PUT");
  assert.deepEqual([put[1], put[2].text, put[3].etag], ["config/raw", TEXT.replace("10", "25"), "e1"]);
  assert.deepEqual(app.done.filter(([name]) => name === "ask"), [["ask", "restart"]]);
  assert.ok(text(only(document.body, "plb-toasts")).includes("Settings saved.A backup is kept."));
  app.store.update("settings", ready({ etag: "e2" }));
  await settle();
  assert.ok(!text(document.body).includes("elsewhere"));
  leave();
});

test("somebody else's save: both differences, and neither side is lost", async () => {
  const { main, app, leave, rested, number, dialog } = await page();
  type(number(), "25");
  await rested();
  const theirs = TEXT.replace("10", "22");
  Object.assign(app.answers, { config: config({ etag: "e2", fields: FIELDS, values: { balancing: { balanciness: 22 }, proxmox_api: { pass: { set: true } } } }), "config/raw": { etag: "e2", text: theirs } });
  app.store.update("settings", ready({ etag: "e2" }));
  await settle();
  assert.ok(text(main).includes("Somebody else saved the file while you were editing."));
  click(main, "Look at it");
  await settle();
  click(dialog(), "Take theirs");
  await settle(8);
  assert.equal(number().value, "22");
  click(main, "Bring my draft back");
  await rested();
  assert.equal(number().value, "25");
  click(main, "Discard");
  await rested();
  leave();
});

test("a file saved elsewhere replaces a form without changes, and says so", async () => {
  const { app, leave, number } = await page();
  Object.assign(app.answers, { config: config({ etag: "e2", fields: FIELDS, values: { balancing: { balanciness: 22 } } }), "config/raw": { etag: "e2", text: TEXT.replace("10", "22") } });
  app.store.update("settings", ready({ etag: "e2" }));
  await settle();
  assert.equal(number().value, "22");
  assert.ok(text(only(document.body, "plb-toasts")).includes("saved elsewhere"));
  leave();
});

test("a secret is never shown, kept while its field is empty, and taken out only on purpose", async () => {
  const { main, app, leave, rested } = await page();
  const secret = () => only(main, "[data-path='proxmox_api.pass'] input");
  assert.deepEqual([secret().type, secret().value, secret().placeholder], ["password", "", "set; empty keeps it"]);
  type(secret(), "new");
  await rested();
  assert.deepEqual(app.asked.filter(([, path]) => path === "config/check").at(-1)[2].changes, [{ path: ["proxmox_api", "pass"], value: "new" }]);
  type(secret(), "");
  await rested();
  assert.deepEqual(app.asked.filter(([, path]) => path === "config/check").at(-1)[2].changes, []);
  click(main, "Remove proxmox_api.pass");
  await rested();
  assert.equal(secret().placeholder, "is taken out of the file");
  leave();
});

test("read-only and unwritable say why; the text can be read, not changed", async () => {
  const locked = await page({}, {}, { session: { read_only: true } });
  assert.ok(text(locked.main).includes("The cockpit is read-only"));
  assert.equal(locked.editor().readOnly, true);
  assert.equal(only(locked.main, "fieldset").disabled, true);
  locked.leave();
  const unwritable = await page({ writable: { allowed: false, reason: "It is mounted read-only." } });
  assert.ok(text(unwritable.main).includes("The file cannot be written: It is mounted read-only."));
  unwritable.leave();
});

test("what became of ProxLB: waiting, watching, well, or the way back", async () => {
  const { main, app, leave } = await page({}, { "POST config/backups/b1/restore": () => ({ ...config({ fields: FIELDS }), saved: { notes: [], backup: null } }) });
  const watch = (phase) => ({ action: "restart", backup: "b1", at: Date.now(), runningSince: phase === "stable" ? 0 : null, phase });
  app.store.update("saveWatch", watch("waiting"));
  await settle();
  assert.ok(text(main).includes("watching whether it stays"));
  app.store.update("saveWatch", watch("stable"));
  await settle();
  assert.ok(text(main).includes("ProxLB runs with the new settings."));
  app.store.update("service", ready(service({ state: "failed", message: "Ended with 1.", last_lines: ["401 Unauthorized"] })));
  await settle();
  for (const part of ["ProxLB does not run with the new settings.", "Ended with 1.", "401 Unauthorized"]) assert.ok(text(main).includes(part), part);
  click(main, "Bring the earlier file back and start");
  await settle(8);
  assert.deepEqual(app.done.filter(([name]) => name === "ask"), [["ask", "restart"]]);
  leave();
});

test("maps: a pool is added, given a type, and removed, as changes of single paths", async () => {
  const { main, app, leave, rested } = await page({ values: { balancing: { balanciness: 10, pools: { dev: { type: "affinity", pin: "pve1" } } }, proxmox_api: {} } });
  const last = () => app.asked.filter(([, path]) => path === "config/check").at(-1)[2].changes.at(-1);
  click(only(main, "[aria-label=dev]"), "anti-affinity");
  await rested();
  assert.deepEqual(last(), { path: ["balancing", "pools", "dev", "type"], value: "anti-affinity" });
  only(main, "[data-key=map-add] input").value = " ops ";
  only(main, "[data-key=map-add]").dispatchEvent(new Event("submit", { cancelable: true }));
  await rested();
  assert.deepEqual(last(), { path: ["balancing", "pools", "ops"], value: { type: "affinity" } });
  leave();
});
