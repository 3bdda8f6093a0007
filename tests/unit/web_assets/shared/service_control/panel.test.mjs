/** The panel of the service: state in by property, "action" and "dismiss" out; what cannot be done says why. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text } from "../../dom.mjs";
import { service } from "../../states.mjs";
import { h, morph } from "../../../../../web_assets/app/dom/h.js";
import "../../../../../web_assets/app/shared/service_control/plb-service-panel.js";

function panel(state) {
  const main = stage();
  const heard = [];
  const draw = (now) => morph(main, h("plb-service-panel", { on: { action: (event) => heard.push(event.detail), dismiss: () => heard.push("dismissed") }, props: { state: { pending: null, compact: false, ...now } } }));
  draw(state);
  return { element: main.firstElementChild, heard, draw };
}

test("an action that interrupts nothing is told at once", () => {
  const { element, heard } = panel({ service: service() });
  click(element, "Reload");
  assert.deepEqual(heard, ["reload"]);
});

test("what interrupts is asked about first", async () => {
  for (const [label, expected] of [["Restart", ["restart"]], ["Cancel", []]]) {
    const { element, heard } = panel({ service: service() });
    click(element, "Restart");
    assert.ok(text(only(document.body, "dialog")).includes("ProxLB loses track of it"));
    click(only(document.body, "dialog"), label);
    await settle();
    assert.deepEqual(heard, expected);
  }
});

test("a button that cannot be pressed stays within reach and says why", () => {
  const { element, heard } = panel({ service: service() });
  const start = button(element, "Start");
  assert.deepEqual([start.getAttribute("aria-disabled"), start.getAttribute("aria-description"), start.disabled], ["true", "ProxLB runs already.", false]);
  start.click();
  assert.deepEqual(heard, []);
});

test("while one action is under way the others wait, and nothing is said to be done", () => {
  const task = { id: "t", action: "restart", state: "running", started_at: new Date().toISOString(), ended_at: null, message: "Waiting.", hint: "" };
  const { element, heard, draw } = panel({ service: service(), pending: { action: "restart", task, error: null } });
  assert.equal(button(element, "Restart").getAttribute("aria-busy"), "true");
  click(element, "Reload");
  assert.deepEqual(heard, []);
  assert.ok(text(element).includes("Restart: waiting for the new state"));
  assert.equal(element.querySelector("[aria-label=Dismiss]"), null);
  draw({ service: service(), pending: { action: "restart", task: { ...task, state: "done", ended_at: task.started_at }, error: null } });
  assert.ok(text(element).includes("Restart: done in"));
  click(element, "Dismiss");
  assert.deepEqual(heard, ["dismissed"]);
});

test("a refusal is told with its hint and id", () => {
  const { element } = panel({ service: service(), pending: { action: "stop", task: null, error: { message: "Denied.", hint: "Ask an admin.", id: "a1" } } });
  for (const part of ["Stop: not done", "Denied.", "Ask an admin.", "id a1"]) assert.ok(text(element).includes(part), part);
});

test("what the runtime never allows is no button but a sentence", () => {
  const { element } = panel({ service: service({ capabilities: [{ name: "stop", allowed: false, reason: "The proxy forbids it." }] }) });
  assert.equal([...element.querySelectorAll("button")].some((one) => text(one) === "Stop"), false);
  assert.ok(text(element).includes("Stop is not offered. The proxy forbids it."));
});

test("a crash shows its last lines, few of them where there is little room", () => {
  const crashed = service({ state: "failed", exit_code: 1, last_lines: ["1", "2", "3", "4", "5"] });
  const { element, draw } = panel({ service: crashed });
  assert.equal(only(element, "pre").textContent, "1\n2\n3\n4\n5");
  draw({ service: crashed, compact: true });
  assert.equal(only(element, "pre").textContent, "2\n3\n4\n5");
  draw({ service: service({ last_lines: ["1"] }) });
  assert.equal(element.querySelector("pre"), null);
});
