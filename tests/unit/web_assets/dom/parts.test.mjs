/** The pieces pages are made of. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { only, stage, text, type } from "../dom.mjs";
import { h, morph } from "../../../../web_assets/app/dom/h.js";
import { button, emptyState, filterSelect, iconButton, meter, problemState, searchField } from "../../../../web_assets/app/dom/parts.js";
import { factList, table } from "../../../../web_assets/app/dom/table.js";
import { oncePerFrame } from "../../../../web_assets/app/dom/frame.js";
import { paint } from "../dom.mjs";

test("a problem names itself by its code, and says what it knows", () => {
  const told = text(problemState({ code: "forbidden", message: "403", hint: "Give the token Sys.Audit.", id: "a1" }));
  for (const part of ["Not allowed", "403", "Give the token Sys.Audit.", "id a1"]) assert.ok(told.includes(part), told);
  assert.equal(text(problemState({ message: "x" })), "Something went wrongx");
  assert.equal(problemState({ message: "x" }).getAttribute("role"), "alert");
});

test("a meter never leaves its track, and an unknown share draws nothing", () => {
  const width = (share) => only(meter(share), ".meter-fill").style.width;
  assert.deepEqual([width(50), width(250), width(-3), width(null)], ["50%", "100%", "0%", "0%"]);
  assert.equal(text(meter(null)), "–");
  assert.ok(only(meter(95), ".meter-track").classList.contains("high"));
});

test("a filter whose value is no choice any more shows it, so that it can be taken back", () => {
  const picked = [];
  const select = filterSelect({ key: "node", label: "Node", choices: [["pve1", "pve1 (3)"]], value: "gone", pick: (value) => picked.push(value) });
  assert.equal(select.value, "gone");
  assert.deepEqual([...select.options].map((one) => one.value), ["", "pve1", "gone"]);
  select.value = "";
  select.dispatchEvent(new Event("change"));
  assert.deepEqual(picked, [""]);
});

test("a search tells every letter, and is what the shortcut / finds", () => {
  const heard = [];
  const field = only(searchField({ label: "Search", placeholder: "Name", value: "a", search: (said) => heard.push(said) }), "input[data-search]");
  assert.equal(field.value, "a");
  type(field, "ab");
  assert.deepEqual(heard, ["ab"]);
});

test("buttons say what they are, are busy to a screen reader too, and a symbol has its label", () => {
  let pressed = 0;
  const go = button("Save", { symbol: "ok", busy: true, key: "save", title: "why", click: () => (pressed += 1) });
  assert.deepEqual([go.getAttribute("aria-busy"), go.dataset.key, go.type, text(go)], ["true", "save", "button", "Save"]);
  go.click();
  const close = iconButton("close", "Dismiss", () => (pressed += 1), { title: "t" });
  close.click();
  assert.deepEqual([pressed, close.getAttribute("aria-label"), close.title, close.querySelector("svg").getAttribute("aria-hidden")], [2, "Dismiss", "t", "true"]);
});

test("a table is a region of its own with its heads, and says which columns are figures", () => {
  const shown = table({ label: "Runs", heads: ["State", "Took"], numbers: ["Took"], look: "cards", key: "k" }, [h("tr", null, h("td", null, "x"))]);
  assert.deepEqual([shown.getAttribute("role"), shown.getAttribute("aria-label"), shown.getAttribute("tabindex"), shown.dataset.key], ["region", "Runs", "0", "k"]);
  assert.deepEqual([...shown.querySelectorAll("th")].map((one) => [one.className, one.getAttribute("scope")]), [["", "col"], ["number", "col"]]);
});

test("a fact that is none is left out", () => {
  const list = factList([["Node", "pve1"], null, ["Loads", "1", h("b", null, "2")]], { look: "facts-wide", key: "facts" });
  assert.deepEqual([...list.children].map(text), ["Nodepve1", "Loads12"]);
  assert.equal(list.className, "facts facts-wide");
});

test("nothing to show is a sentence with a way out", () => {
  assert.equal(text(emptyState("filter", "No guest matches", "Hidden.", h("button", null, "Clear"))), "No guest matchesHidden.Clear");
});

test("many changes are one paint, and a cancelled one is none", () => {
  let painted = 0;
  const ask = oncePerFrame(() => (painted += 1));
  for (let times = 0; times < 5; times += 1) ask();
  paint();
  assert.equal(painted, 1);
  ask();
  ask.cancel();
  paint();
  assert.equal(painted, 1);
  ask();
  paint();
  assert.equal(painted, 2);
});

test("a page that is drawn again keeps its select's choice in step with what is wanted", () => {
  const main = stage();
  const view = (value, ...names) => filterSelect({ key: "node", label: "Node", choices: names.map((name) => [name, name]), value, pick: () => undefined });
  morph(main, view("", "a", "b"));
  morph(main, view("b", "a", "b", "c"));
  assert.equal(main.querySelector("select").value, "b");
});
