/** Whether ProxLB came up with what was saved. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, SETTLE_MS, UP_MS, watched } from "../../../../../web_assets/app/shared/saving/watch.js";

const service = (state, more = {}) => ({ state, message: "", hint: "", last_lines: ["last word"], ...more });
const done = { error: null, task: { state: "done" } };
const fresh = { action: "restart", backup: "b1", at: 0, runningSince: null, phase: "waiting" };

test("new settings are good only when ProxLB stays up with them", () => {
  assert.equal(outcomeOf(fresh, { error: null, task: null }, service("running"), 1000).phase, "waiting");
  const up = outcomeOf(fresh, done, service("running"), 2000);
  assert.equal(up.phase, "settling");
  const watch = watched(fresh, up, 2000);
  assert.deepEqual([watch.runningSince, watch.phase], [2000, "settling"]);
  assert.equal(watched(watch, up, 3000), watch);
  assert.equal(outcomeOf(watch, done, service("running"), 2000 + SETTLE_MS).phase, "stable");
  assert.equal(watched(watch, { phase: "failed" }, 9000).runningSince, null);
});


test("an engine that fails, refuses or never comes up has failed, with its last words", () => {
  const failed = { error: null, task: { state: "failed", message: "exit code 1\nmore", hint: "look" } };
  assert.deepEqual(outcomeOf(fresh, failed, service("failed"), 1000), { phase: "failed", message: "exit code 1", hint: "look", lastLines: ["last word"] });
  assert.equal(outcomeOf(fresh, done, service("failed"), 5000).phase, "failed");
  assert.equal(outcomeOf(fresh, { error: { message: "no", hint: "" }, task: null }, service("running"), 1).phase, "failed");
  assert.equal(outcomeOf(fresh, { error: null, task: { state: "running" } }, service("starting"), UP_MS + 1).phase, "failed");
  assert.equal(outcomeOf(fresh, done, service("starting"), UP_MS + 1).phase, "failed");
});
