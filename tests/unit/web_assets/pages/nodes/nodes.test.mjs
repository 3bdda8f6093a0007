/** The Nodes page: the switches show what the file says, and nothing is saved before what it does was shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text } from "../../dom.mjs";
import { appWith, config, guest, node, overview, plan, ready, rows, service } from "../../states.mjs";
import { h } from "../../../../../web_assets/app/dom/h.js";
import "../../../../../web_assets/app/elements/plb-toasts.js";
import { nodesView } from "../../../../../web_assets/app/pages/nodes/nodes.js";

const evacuation = (more = {}) => ({
  ...plan(), node: "pve1", enabled: true, summary: "1 running guest leaves pve1.", etag: "e7", others: [], still: [],
  leaves: [{ ...plan().moves[0], ha: true, notes: ["A CT is shut down for it."] }], stays: [{ ...plan().stays[0], running: true, remedy: "Take the pin away." }], ...more,
});

async function page(answers = {}, slices = {}, nodes = [node("pve1"), node("pve2")]) {
  const main = stage();
  document.body.append(h("plb-toasts", null));
  history.replaceState(null, "", "#/nodes");
  const app = appWith(
    { overview: ready(overview()), nodes: ready(rows("name", ...nodes)), guests: ready(rows("vmid", guest())), service: ready(service()), ...slices },
    { config: config(), "nodes/pve1/evacuation": evacuation(), ...answers },
  );
  const leave = nodesView.mount(main, app);
  await settle();
  return { main, app, leave, put: () => app.asked.find(([method]) => method === "PUT"), toasts: () => text(only(document.body, "plb-toasts")) };
}

const saved = (more = {}) => ({ applied: { task: null, message: "", hint: "", ...more }, saved: { notes: [] } });

test("maintenance: who leaves and who cannot is shown, and the save is of the file that was previewed", async () => {
  const { main, app, put, toasts, leave } = await page({ "PUT nodes/pve1/maintenance": saved({ task: { id: "t", action: "reload" } }) });
  only(main, "[aria-label='Maintenance: pve1']").click();
  await settle();
  const dialog = only(document.body, "dialog");
  for (const part of ["Put pve1 into maintenance?", "1 running guest leaves pve1.", "A CT is shut down for it.", "1 running guest cannot leave", "Take the pin away."]) assert.ok(text(dialog).includes(part), part);
  assert.equal(put(), undefined);
  click(dialog, "Save, next run");
  await settle();
  assert.deepEqual(put(), ["PUT", "nodes/pve1/maintenance", { enabled: true, apply: "next-run" }, { method: "PUT", etag: "e7" }]);
  assert.deepEqual(app.done.filter(([name]) => name === "follow"), [["follow", { id: "t", action: "reload" }]]);
  assert.ok(toasts().includes("pve1 is set to maintenance: saved"));
  assert.equal(only(main, "[aria-label='Maintenance: pve1']").getAttribute("aria-checked"), "false", "never before the cluster says so");
  leave();
});

test("a cancelled question saves nothing, and another one can be asked", async () => {
  const { main, put, leave } = await page();
  only(main, "[aria-label='Maintenance: pve1']").click();
  await settle();
  click(only(document.body, "dialog"), "Cancel");
  await settle();
  assert.equal(put(), undefined);
  only(main, "[aria-label='Maintenance: pve1']").click();
  await settle();
  assert.ok(document.querySelector("dialog"));
  leave();
});

test("what was saved but not taken up is told, with the reason", async () => {
  const { main, toasts, leave } = await page({ "PUT nodes/pve1/ignored": saved({ message: "Docker did not answer.", hint: "Restart ProxLB yourself." }), "POST plan": plan({ summary: "2 guests would move." }) });
  only(main, "[aria-label='Ignored: pve1']").click();
  await settle();
  assert.ok(text(only(document.body, "dialog")).includes("The next run: 2 guests would move."));
  click(only(document.body, "dialog"), "Only save");
  await settle();
  assert.ok(toasts().includes("ProxLB was not told: Docker did not answer. Restart ProxLB yourself."), toasts());
  leave();
});

test("progress: who has left, who has not after the run, and that it is done", async () => {
  localStorage.setItem("proxlb-ui.evacuations", JSON.stringify({ pve1: { vmids: [100, 101], since: 1, apply: "now" } }));
  const away = node("pve1", { maintenance: ["settings"] });
  const { main, app, leave } = await page({}, { guests: ready(rows("vmid", guest(100), guest(101, { node: "pve2" }))), overview: ready(overview({ schedule: { ...overview().schedule, last_run_ended_at: null } })) }, [away, node("pve2")]);
  assert.ok(text(main).includes("1 of 2 guests have left"));
  assert.ok(text(main).includes("The next run is due"));
  app.store.update("overview", ready(overview()));
  await settle();
  assert.ok(text(main).includes("The run has ended, and 1 guest has not left:web-100"));
  app.store.update("guests", ready(rows("vmid", guest(100, { node: "pve2" }), guest(101, { node: "pve2" }))));
  await settle();
  assert.ok(text(main).includes("Done: all 2 guests have left."));
  leave();
});

test("weekly windows are set as ProxLB writes them", async () => {
  const { main, put, leave } = await page({ "PUT nodes/pve1/schedule": saved() });
  click(main, "Weekly maintenance of pve1");
  await settle();
  const dialog = only(document.body, "dialog");
  click(dialog, "Add a window");
  only(dialog, "select").value = "Sunday";
  only(dialog, "input[type=time]").value = "03:30";
  click(dialog, "Only save");
  await settle();
  assert.deepEqual(put().slice(1, 3), ["nodes/pve1/schedule", { schedules: ["Sunday, 3:30"], duration_hours: 2, pre_migration_minutes: 0, apply: "save" }]);
  leave();
});

test("a cockpit that may not write says so once, and shows the preview instead", async () => {
  const { main, leave } = await page({}, { session: { read_only: true } });
  assert.ok(text(main).includes("Nodes cannot be switched here: The cockpit is read-only."));
  const toggle = only(main, "[aria-label='Maintenance: pve1']");
  assert.equal(toggle.getAttribute("aria-disabled"), "true");
  toggle.click();
  await settle();
  assert.equal(document.querySelector("dialog"), null);
  click(main, "Preview the evacuation of pve1");
  await settle();
  assert.deepEqual([...only(document.body, "dialog").querySelectorAll(".dialog-buttons button")].map(text), ["Close"]);
  leave();
});

test("many nodes are a table, and one of them is looked at in full", async () => {
  const many = Array.from({ length: 13 }, (_, at) => node(`pve${at + 1}`));
  const { main, app, leave } = await page({}, {}, many);
  assert.equal(main.querySelectorAll("tbody tr").length, 13);
  assert.deepEqual([...main.querySelectorAll("tbody tr a.strong")].slice(0, 3).map(text), ["pve1", "pve2", "pve3"], "in natural order");
  app.router.refine({ node: "pve13" });
  app.store.update("route", app.router.route);
  await settle();
  assert.equal(main.querySelectorAll("section.node").length, 1);
  leave();
});

test("a node that is away has no figures, and names in the settings that are no nodes are told", async () => {
  const unknown = { code: "unknown-node-maintenance_nodes", severity: "warning", title: "No such node", detail: "pve9", hint: "Correct it.", link: "" };
  const empty = { used: null, assigned: null, total: null, used_percent: null, assigned_percent: null };
  const { main, leave } = await page({}, { overview: ready(overview({ warnings: [unknown] })) }, [node("pve1", { status: "offline", cpu: empty, memory: empty, disk: empty })]);
  assert.ok(text(main).includes("No figures while the node is away."));
  assert.ok(text(main).includes("No such nodepve9Correct it."));
  leave();
});
