/** The end of a run is noticed elsewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RunWatch } from "../../../../web_assets/app/shell/run_watch.js";

const rows = (...runs) => new Map(runs.map(([id, state]) => [id, { id, state }]));

test("the end of a run is told once, and only of one that was seen running", () => {
  const watch = new RunWatch();
  assert.deepEqual(watch.ended(rows(["old", "done"], ["now", "collecting"])), []);
  assert.equal(watch.any, true);
  assert.deepEqual(watch.ended(rows(["old", "done"], ["now", "failed"])).map((run) => run.id), ["now"]);
  assert.equal(watch.any, false);
  assert.deepEqual(watch.ended(rows(["old", "done"], ["now", "failed"])), []);
});

test("a topic that is read anew meanwhile loses no run", () => {
  const watch = new RunWatch();
  watch.ended(rows(["now", "planning"]));
  assert.deepEqual(watch.ended(null), []);
  assert.deepEqual(watch.ended(rows(["now", "done"])).map((run) => run.id), ["now"]);
});
