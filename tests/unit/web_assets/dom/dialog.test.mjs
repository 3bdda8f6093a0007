/** Dialogs: the safe answer has the focus, every way out is an answer, and nothing stays on the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, stage, text, type } from "../dom.mjs";
import { chooseAction, confirmAction, showDialog, typeToConfirm } from "../../../../web_assets/app/dom/dialog.js";

const dialog = () => only(document.body, "dialog");
const gone = () => assert.equal(document.querySelector("dialog"), null);

test("a confirmation is given only by its own button", async () => {
  for (const [label, expected] of [["Restart", true], ["Cancel", false]]) {
    stage();
    const answer = confirmAction({ title: "Restart ProxLB?", lines: ["A run begins at once.", "It may migrate guests."], action: "Restart" });
    assert.equal(dialog().open, true);
    assert.equal(text(only(dialog(), "h2")), "Restart ProxLB?");
    assert.equal(button(dialog(), "Cancel").hasAttribute("autofocus"), true);
    click(dialog(), label);
    assert.equal(await answer, expected);
    gone();
  }
});

test("Escape confirms nothing and chooses nothing", async () => {
  stage();
  const confirmed = confirmAction({ title: "?", lines: [], action: "Go" });
  dialog().close();
  assert.equal(await confirmed, false);
  const chosen = chooseAction({ title: "?", content: [], choices: [{ value: "a", label: "A", detail: "" }] });
  dialog().close();
  assert.equal(await chosen, null);
  gone();
});

test("of several ways one is chosen; one that cannot be says why instead of what it does", async () => {
  stage();
  const choices = [{ value: "save", label: "Only save", detail: "Nothing else." }, { value: "now", label: "Save, run now", detail: "A run begins.", reason: "Docker forbids it." }];
  const answer = chooseAction({ title: "How?", content: [], choices });
  assert.equal(button(dialog(), "Save, run now").disabled, true);
  assert.ok(text(dialog()).includes("Docker forbids it."));
  assert.ok(!text(dialog()).includes("A run begins."));
  click(dialog(), "Only save");
  assert.equal(await answer, "save");
  gone();
});

test("long content scrolls by itself, so that the ways to go on stay in sight", () => {
  stage();
  chooseAction({ title: "Long", content: [document.createTextNode("content")], choices: [], wide: true });
  assert.equal(only(dialog(), ".dialog-content").getAttribute("tabindex"), "0");
  assert.ok(dialog().classList.contains("dialog-wide"));
  dialog().close();
});

test("a word must be typed for what is not to be done by a slip", async () => {
  stage();
  const answer = typeToConfirm({ title: "Restore?", content: [], word: "restore", action: "Restore" });
  const go = button(dialog(), "Restore");
  assert.equal(go.disabled, true);
  type(only(dialog(), "input"), "restor");
  assert.equal(go.disabled, true);
  type(only(dialog(), "input"), " restore ");
  assert.equal(go.disabled, false);
  go.click();
  assert.equal(await answer, true);
  gone();
});

test("what is only shown is closed", () => {
  stage();
  showDialog("Log", document.createTextNode("lines"));
  assert.ok(text(dialog()).includes("lines"));
  click(dialog(), "Close");
  gone();
});
