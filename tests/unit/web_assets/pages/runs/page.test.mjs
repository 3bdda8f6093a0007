/** The Runs page: one run at a time, its outcome in the server's words, and its log only while it is read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text } from "../../dom.mjs";
import { appWith, overview, ready, rows, run, service } from "../../states.mjs";
import { runsView } from "../../../../../web_assets/app/pages/runs/runs.js";

const solver = { mode: "shadow", status: "optimal", message: "The solver moves the same.", consequence: "Nothing changes.", migrations: 2, steps: 1, milliseconds: 1500, agreement: { agree: 2, differ: 1, solver_only: 0, proxlb_only: 0 }, blocking: ["web"], nowhere: [], arrived: 2, missed: [], resolves: 1, fallback: null, warnings: ["Careful."], file: "/tmp/report.json", unread: "" };
const move = (more = {}) => ({ guest: "web", vmid: 100, type: "vm", source: "pve1", target: "pve2", executed: true, reason: "resources", comparison: "same", planned_target: null, ...more });
const detail = (more = {}) => ({ ...run(), overrides: null, last_words: [], result: { moves: [move(), move({ guest: "ct", type: "ct", executed: false, source: "pve3" })], migrations: [], nodes: [{ name: "pve1", maintenance: true, cpu_percent: 1, memory_percent: 40, disk_percent: null }], summary: { guests: 12, nodes: 3, affinity_groups: 1, anti_affinity_groups: 1, document: "nested" }, best_node: null }, solver, ...more });

async function page(slices = {}, answers = {}) {
  const main = stage();
  history.replaceState(null, "", "#/runs");
  const app = appWith({ overview: ready(overview()), service: ready(service()), runs: ready(rows("id", run())), ...slices }, { runs: { items: [], note: "Kept for 30 days." }, "runs/r1": detail(), ...answers });
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  const leave = runsView.mount(main, app);
  await settle();
  return { main, app, leave };
}

test("the newest run is shown with its moves beside the planner's, and what the solver said", async () => {
  const { main, leave } = await page();
  for (const part of ["3 guests would move.", "ProxLB looked at 12 running guests on 3 nodes with 2 groups", "stays: a CT is not balanced", "The solver moves the same. Nothing changes.", "2 as in ProxLB's own plan, 1 to another node", "optimal, after 2 s", "2 guests arrived, calculated anew once", "Careful.", "Kept for 30 days."]) assert.ok(text(main).replaceAll("\u00a0", " ").includes(part), part);
  assert.equal(main.querySelectorAll(".run-moves tbody tr").length, 2);
  leave();
});

test("a run of an earlier start of the cockpit is found, and one can be chosen by its address", async () => {
  const old = run("old", { started_at: "2026-01-01T00:00:00Z", message: "Long ago." });
  const { main, app, leave } = await page({}, { runs: { items: [old], note: "" }, "runs/old": detail({ id: "old" }) });
  assert.equal(main.querySelectorAll("[data-key=table] tbody tr").length, 2);
  app.router.go("runs", { run: "old" });
  await settle();
  assert.equal(text(only(main, ".run-outcome strong")), "Long ago.");
  assert.equal(only(main, "tr.shown a").getAttribute("aria-current"), "true");
  leave();
});

test("why nothing can be started now is said, and the buttons stay within reach", async () => {
  const cases = [
    [{ session: { read_only: true } }, "This cockpit is read-only."],
    [{ service: ready(service({ capabilities: [{ name: "run-engine", allowed: false, reason: "The proxy forbids exec." }] })) }, "The proxy forbids exec."],
    [{ service: ready(service({ runtime: "none", capabilities: [] })) }, "No ProxLB was found that could be run"],
    [{ runs: ready(rows("id", run("r1", { state: "planning", ended_at: null }))) }, "One run at a time"],
  ];
  for (const [slices, why] of cases) {
    const { main, app, leave } = await page(slices);
    assert.ok(text(main).includes(why), text(main));
    const dry = button(main, "Dry run");
    assert.deepEqual([dry.disabled, dry.getAttribute("aria-disabled")], [false, "true"]);
    dry.click();
    await settle();
    assert.deepEqual(app.done.filter(([name]) => name === "start"), []);
    leave();
  }
});

test("a started run is the one that is looked at; a refusal is told and dismissed", async () => {
  const { main, app, leave } = await page();
  click(main, "Dry run");
  await settle();
  assert.equal(app.router.route.params.get("run"), "r9");
  app.store.update("runRequest", { kind: "dry-run", error: { message: "A rebalance is under way.", hint: "Wait.", id: "a1" } });
  await settle();
  assert.ok(text(main).includes("A rebalance is under way.Wait.id a1"));
  click(main, "Dismiss");
  assert.deepEqual(app.done.at(-1), ["dismissRun"]);
  leave();
});

test("a run under way shows how far it is and can be cancelled, once", async () => {
  const under = run("r1", { state: "migrating", ended_at: null, progress: { done: 1, total: 4, unit: "guest", item: "web" } });
  const { main, app, leave } = await page({ runs: ready(rows("id", under)) }, { "runs/r1": detail({ result: null, solver: null }) });
  assert.equal(only(main, ".run-progress .meter-fill").style.width, "25%");
  click(main, "Cancel");
  assert.deepEqual(app.done.at(-1), ["cancel", "r1"]);
  app.store.update("runs", ready(rows("id", { ...under, cancelling: true })));
  await settle();
  click(main, "Cancel");
  assert.equal(app.done.filter(([name]) => name === "cancel").length, 1);
  leave();
});

test("the log is read only when it is opened", async () => {
  const { main, app, leave } = await page({}, { "runs/r1/log": { items: [{ cursor: "1", time: "2026-03-02T12:00:00Z", level: "WARNING", kind: "record", text: "Careful <b>" }] } });
  const logs = () => app.asked.filter(([, path]) => path.includes("/log")).length;
  assert.equal(logs(), 0);
  only(main, "details.run-log").open = true;
  await settle();
  assert.ok(logs() >= 1);
  assert.ok(text(only(main, ".run-lines .level-warning")).endsWith("Careful <b>"));
  leave();
});
