/** How a change is saved: the same three ways on every page, the gentlest first. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, stage, text } from "../../dom.mjs";
import { appWith, ready, service } from "../../states.mjs";
import { askHowToSave, askWhenToTakeUp, takeUp, waysToSave } from "../../../../../web_assets/app/shared/saving/choices.js";

const actions = (...all) => all.map(([action, allowed, reason = ""]) => ({ action, allowed, reason }));
const dialog = () => only(document.body, "dialog");
const labels = () => [...dialog().querySelectorAll(".dialog-choice button")].map(text);

test("the ways, and what each asks of the service", () => {
  assert.deepEqual(waysToSave(service()).map(({ apply, action, reason }) => [apply, action, reason]), [["save", null, ""], ["next-run", "reload", ""], ["now", "restart", ""]]);
});

test("a service that does not run is started rather than restarted, and has no next run", () => {
  for (const state of ["stopped", "failed"]) {
    const ways = waysToSave(service({ state, actions: actions(["start", true]) }));
    assert.deepEqual(ways.map(({ action, reason }) => [action, reason]), [[null, ""], ["reload", "ProxLB is not running."], ["start", ""]]);
    assert.match(ways[2].detail, /is started/);
  }
});

test("what the runtime cannot or does not allow keeps its reason; of a service nobody knows nothing is forbidden", () => {
  const reasons = (one) => waysToSave(one).map(({ reason }) => reason);
  assert.deepEqual(reasons(service({ actions: actions(["restart", false, "The proxy forbids it."]) })), ["", "This runtime cannot reload ProxLB.", "The proxy forbids it."]);
  assert.deepEqual(reasons(service({ actions: actions(["restart", false], ["reload", true]) })), ["", "", "Not possible now."]);
  assert.deepEqual(reasons(null), ["", "", ""]);
});

test("asked how to save, the answer is the way; nothing is saved by closing the question", async () => {
  stage();
  const app = appWith({ service: ready(service()) });
  const asked = askHowToSave(app, { title: "Save?", content: [] });
  assert.deepEqual(labels(), ["Only save", "Save, next run", "Save, run now"]);
  click(dialog(), "Save, next run");
  assert.equal((await asked).action, "reload");
  const again = askHowToSave(app, { title: "Save?", content: [] });
  dialog().close();
  assert.equal(await again, null);
});

test("what is saved already is only taken up, next run or now", async () => {
  stage();
  const app = appWith({ service: ready(service({ actions: actions(["restart", false, "No."], ["reload", true]) })) });
  const asked = askWhenToTakeUp(app);
  assert.deepEqual(labels(), ["Next run", "Run now"]);
  assert.equal(button(dialog(), "Run now").disabled, true);
  click(dialog(), "Next run");
  assert.equal((await asked).apply, "next-run");
});

test("taking up asks the service and watches; only saving ends an earlier watch", () => {
  const app = appWith();
  takeUp(app, "restart", { backup: "b1" });
  assert.deepEqual(app.done, [["ask", "restart"]]);
  const { action, backup, phase, runningSince } = app.store.get("saveWatch");
  assert.deepEqual([action, backup, phase, runningSince], ["restart", "b1", "waiting", null]);
  takeUp(app, null, { backup: "b2" });
  assert.equal(app.store.get("saveWatch"), null);
  assert.equal(app.done.length, 1);
});
