/** Starting a run from any page, and its state in a word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, stage, text } from "../../dom.mjs";
import { appWith, run } from "../../states.mjs";
import { comparisonChip, stateChip } from "../../../../../web_assets/app/shared/run/chips.js";
import { startRun } from "../../../../../web_assets/app/shared/run/start.js";

test("a dry run starts at once, with what is tried", async () => {
  stage();
  const app = appWith();
  assert.equal(await startRun(app, "dry-run", { method: "cpu" }), "r9");
  assert.deepEqual(app.done, [["start", "dry-run", { method: "cpu" }]]);
  assert.equal(document.querySelector("dialog"), null);
});

test("a rebalance moves guests, so it is asked about", async () => {
  for (const [label, expected] of [["Cancel", null], ["Rebalance", "r9"]]) {
    stage();
    const app = appWith();
    const started = startRun(app, "rebalance");
    assert.ok(text(only(document.body, "dialog")).includes("for real"));
    click(only(document.body, "dialog"), label);
    assert.equal(await started, expected);
    assert.equal(app.done.length, expected ? 1 : 0);
  }
});

test("states and comparisons in words; what nobody knows is shown as it is", () => {
  assert.deepEqual([run(), run("a", { state: "migrating" }), run("a", { cancelling: true }), run("a", { state: "new" })].map((one) => text(stateChip(one))), ["Done", "Migrating", "Cancelling", "new"]);
  const said = (comparison) => text(comparisonChip({ comparison, planned_target: "pve3" }));
  assert.deepEqual(["same", "only-engine", "only-planner", "different-target", null].map(said), ["same", "only ProxLB", "only the planner", "planner: pve3", "not compared"]);
});
