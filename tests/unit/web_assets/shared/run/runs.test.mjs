/** Runs are asked for once, shown at once, and read again only when there is more. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isRunning, RunActions, runsNewestFirst } from "../../../../../web_assets/app/shared/run/actions.js";
import { RunDetails } from "../../../../../web_assets/app/shared/run/details.js";
import { Store } from "../../../../../web_assets/app/state/store.js";

const run = (id, more = {}) => ({
  id, kind: "dry-run", state: "collecting", started_at: "2026-11-24T02:20:00.000Z", message: "Collecting.", exit_code: null, moves: null,
  migrated: null, failed: null, ...more,
});
const withRuns = (...runs) => {
  const store = new Store();
  store.update("runs", { status: "ready", data: new Map(runs.map((one) => [one.id, one])), seq: 1 });
  return store;
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a run is running until it has ended", () => {
  assert.deepEqual(["starting", "migrating", "done", "failed", "cancelled"].map((state) => isRunning({ state })), [true, true, false, false, false]);
  assert.equal(isRunning(null), false);
});

test("runs are shown newest first, whatever order the deltas came in", () => {
  const store = withRuns(run("old"), run("new", { started_at: "2026-11-24T02:21:00.000Z" }));
  assert.deepEqual(runsNewestFirst(store.get("runs").data).map((one) => one.id), ["new", "old"]);
  assert.deepEqual(runsNewestFirst(null), []);
});

test("a double click is one request, and the answer is a row at once", async () => {
  const store = withRuns();
  const asked = [];
  const actions = new RunActions(store, async (path, body, options) => {
    asked.push([path, body, typeof options.key]);
    await settled();
    return { run: run("a") };
  });
  const [first, second] = await Promise.all([actions.start("dry-run"), actions.start("dry-run")]);
  assert.deepEqual([first, second], ["a", null]);
  assert.deepEqual(asked, [["runs", { kind: "dry-run" }, "string"]]);
  assert.equal(store.get("runs").data.get("a").state, "collecting");
  assert.equal(store.get("runRequest"), null);
});

test("a refusal stays until it is dismissed, and does not block the next try", async () => {
  const store = withRuns();
  const answers = [() => { throw Object.assign(new Error("A rebalance is under way."), { hint: "Wait." }); }, () => ({ run: run("b") })];
  const actions = new RunActions(store, async () => answers.shift()());
  assert.equal(await actions.start("rebalance"), null);
  assert.equal(store.get("runRequest").error.message, "A rebalance is under way.");
  assert.equal(await actions.start("rebalance"), "b");
});

test("progress alone reads nothing again; an outcome does", async () => {
  const store = withRuns(run("a"));
  const read = [];
  const details = new RunDetails(store, async (path) => {
    read.push(path);
    return run("a", { result: null });
  });
  details.show(run("a"));
  details.show(run("a", { message: "Collecting guest 2 of 9." }));
  await settled();
  assert.deepEqual(read, ["runs/a"]);
  details.show(run("a", { state: "done", message: "3 guests would move.", moves: 3 }));
  await settled();
  assert.deepEqual(read, ["runs/a", "runs/a"]);
});

test("the log goes on from the last line it has", async () => {
  const store = withRuns(run("a", { state: "done" }));
  const read = [];
  const details = new RunDetails(store, async (path) => {
    read.push(path);
    return path.includes("/log") ? { items: [{ cursor: String(read.length), text: "x" }] } : run("a");
  });
  details.show(run("a", { state: "done" }));
  details.openLog(true);
  await settled();
  details.openLog(true);
  await settled();
  assert.deepEqual(read.slice(1), ["runs/a/log?limit=500", "runs/a/log?limit=500&after=2"]);
  assert.equal(store.get("runLog").items.length, 2);
  details.close();
});

test("a log that is opened twice at once shows each line once", async () => {
  const store = withRuns(run("a", { state: "done" }));
  const details = new RunDetails(store, async (path) => (path.includes("/log") ? { items: [{ cursor: "1", text: "x" }] } : run("a")));
  details.show(run("a", { state: "done" }));
  details.openLog(true);
  details.openLog(false);
  details.openLog(true);
  await settled();
  assert.equal(store.get("runLog").items.length, 1);
  details.close();
});

test("a run may try other settings", async () => {
  const asked = [];
  const actions = new RunActions(withRuns(), async (path, body) => {
    asked.push(body);
    return { run: run("a") };
  });
  await actions.start("dry-run", { method: "cpu" });
  assert.deepEqual(asked, [{ kind: "dry-run", overrides: { balancing: { method: "cpu" } } }]);
});
