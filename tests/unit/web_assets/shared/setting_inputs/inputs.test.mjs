/** Inputs of single settings: what is typed comes out as the file's value, and an empty field as the default or as nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, stage, text, type } from "../../dom.mjs";
import { morph } from "../../../../../web_assets/app/dom/h.js";
import { choice, choices, names, number, shown, textField, toggle } from "../../../../../web_assets/app/shared/setting_inputs/inputs.js";

const item = (more = {}) => ({ kind: "integer", default: 10, unit: "%", minimum: 0, maximum: 100, choices: [], optional: false, ...more });

test("a switch tells what it is now", () => {
  const heard = [];
  const input = only(toggle(true, "f", (value) => heard.push(value)), "input");
  assert.deepEqual([input.checked, input.getAttribute("role")], [true, "switch"]);
  input.checked = false;
  input.dispatchEvent(new Event("change"));
  assert.deepEqual(heard, [false]);
});

test("a number: figures come out as numbers, what is none is not told, empty is the default", () => {
  const heard = [];
  const field = only(number(item(), 7, "f", (value) => heard.push(value)), "input[type=number]");
  assert.equal(field.value, "7");
  for (const typed of ["12", "12.5", "", "-5"]) type(field, typed);
  assert.deepEqual(heard, [12, 12.5, 10, -5]);
});

test("an optional number that is emptied takes the key out, and one without limits has no slider", () => {
  const heard = [];
  const drawn = number(item({ optional: true, maximum: null }), null, "f", (value) => heard.push(value));
  assert.equal(drawn.querySelector("input[type=range]"), null);
  type(only(drawn, "input[type=number]"), "");
  assert.deepEqual(heard, [null]);
});

test("one of several, and several of several, in the order of the choices", () => {
  const heard = [];
  const one = choice(item({ choices: ["memory", "cpu"] }), "memory", "f", (value) => heard.push(value));
  assert.deepEqual([...one.children].map((each) => [text(each), each.getAttribute("aria-pressed")]), [["Memory", "true"], ["CPU", "false"]]);
  click(one, "CPU");
  const several = choices(item({ choices: ["vm", "ct"] }), ["ct"], "f", (value) => heard.push(value));
  const [vm] = several.querySelectorAll("input");
  vm.checked = true;
  vm.dispatchEvent(new Event("change"));
  assert.deepEqual(heard, ["cpu", ["vm", "ct"]]);
});

test("names: one per line, each once, and what is being typed stays as it is typed", () => {
  const main = stage();
  let value = ["web"];
  const view = () => names(value, "f", (wanted) => (value = wanted), { label: "Guests" });
  morph(main, view());
  const field = only(main, "textarea");
  assert.equal(field.value, "web");
  type(field, "web\n db \n\nweb\n");
  assert.deepEqual(value, ["web", "db"]);
  morph(main, view());
  assert.equal(field.value, "web\n db \n\nweb\n");
  value = ["other"];
  morph(main, view());
  assert.equal(field.value, "other");
  assert.equal(field.getAttribute("aria-label"), "Guests");
});

test("an emptied text takes the key out", () => {
  const heard = [];
  const field = textField("x", "f", (value) => heard.push(value));
  type(field, "");
  type(field, "y");
  assert.deepEqual(heard, [null, "y"]);
});

test("a value in words", () => {
  const said = (value, more) => shown(item(more), value);
  assert.deepEqual([said(null), said(true), said([]), said(["vm", "x"]), said({}), said({ a: 1 }), said(5), said(5, { unit: "GiB" }), said("psi", { unit: "" })], ["not set", "on", "none", "VM, x", "none", '{"a":1}', "5 %", "5 GiB", "Pressure"]);
});
