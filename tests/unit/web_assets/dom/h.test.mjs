/** The kernel that draws: what h builds, and that morph makes one tree into another while keeping what is there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "../dom.mjs";
import { h, morph, svg } from "../../../../web_assets/app/dom/h.js";

const html = (root) => root.innerHTML;

test("attributes: true is present, false and unknown are absent, the rest is text", () => {
  const element = h("button", { disabled: true, hidden: false, title: null, lang: undefined, tabindex: 0, class: "a" });
  assert.deepEqual(element.getAttributeNames().sort(), ["class", "disabled", "tabindex"]);
  assert.equal(element.getAttribute("disabled"), "");
  assert.equal(element.getAttribute("tabindex"), "0");
});

test("children are flattened, what is nothing is left out, and zero is something", () => {
  assert.equal(text(h("p", null, ["a", null], undefined, false, 0, h("b", null, "c"))), "a0c");
});

test("text stays text, and what would hide or turn its neighbors becomes visible", () => {
  const element = h("p", { title: '"><img src=x>' }, "<img src=x onerror=alert(1)>", "\u202Egnp.exe");
  assert.equal(element.querySelectorAll("img").length, 0);
  assert.equal(text(element), "<img src=x onerror=alert(1)><U+202E>gnp.exe");
  assert.equal(element.getAttribute("title"), '"><img src=x>');
});

test("a select takes its value when its options are there", () => {
  const element = h("select", { props: { value: "b" } }, h("option", { value: "a" }), h("option", { value: "b" }));
  assert.equal(element.value, "b");
});

test("drawings are of the SVG namespace", () => {
  const element = svg("svg", { viewBox: "0 0 1 1" }, svg("path", { d: "M0 0" }));
  assert.equal(element.firstElementChild.namespaceURI, "http://www.w3.org/2000/svg");
});

test("an element that is kept keeps its identity, its focus and its listener's place", () => {
  const main = stage();
  const pressed = [];
  const view = (name) => [h("p", null, name), h("input", { "data-key": "field", on: { input: () => pressed.push(name) } })];
  morph(main, ...view("first"));
  const field = main.querySelector("input");
  field.focus();
  field.value = "typed";
  morph(main, ...view("second"));
  assert.equal(main.querySelector("input"), field);
  assert.equal(document.activeElement, field);
  assert.equal(field.value, "typed");
  field.dispatchEvent(new Event("input"));
  assert.deepEqual(pressed, ["second"], "the newest handler, once");
});

test("a handler that is not wanted any more is gone", () => {
  const main = stage();
  let pressed = 0;
  morph(main, h("button", { on: { click: () => (pressed += 1) } }));
  const button = main.firstElementChild;
  button.click();
  morph(main, h("button", null));
  assert.equal(main.firstElementChild, button);
  button.click();
  assert.equal(pressed, 1);
  morph(main, h("button", { on: { click: () => (pressed += 10) } }));
  button.click();
  assert.equal(pressed, 11, "and it can come back, once");
});

test("a property is set only when it is another, because setting one can move the cursor", () => {
  const main = stage();
  morph(main, h("input", { props: { value: "a" } }));
  const field = main.querySelector("input");
  let set = 0;
  const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
  Object.defineProperty(field, "value", { get: () => own.get.call(field), set: (value) => ((set += 1), own.set.call(field, value)) });
  morph(main, h("input", { props: { value: "a" } }));
  assert.equal(set, 0);
  morph(main, h("input", { props: { value: "b" } }));
  assert.deepEqual([set, field.value], [1, "b"]);
});

test("what the reader opened stays open, and what was typed stays typed", () => {
  const main = stage();
  const view = (name) => [h("details", { "data-key": "more" }, h("summary", null, name)), h("input", { "data-key": "field", title: name })];
  morph(main, ...view("a"));
  main.querySelector("details").open = true;
  main.querySelector("input").setAttribute("value", "mine");
  morph(main, ...view("b"));
  assert.equal(main.querySelector("details").open, true);
  assert.equal(main.querySelector("input").getAttribute("value"), "mine");
  assert.equal(text(main), "b");
});

test("an option's value is no typed value: it follows its text", () => {
  const main = stage();
  const view = (...names) => h("select", null, ...names.map((name) => h("option", { value: name }, `on ${name}`)));
  morph(main, view("pve1", "pve2"));
  morph(main, view("pve1", "pve9"));
  assert.deepEqual([...main.querySelectorAll("option")].map((one) => [one.value, text(one)]), [["pve1", "on pve1"], ["pve9", "on pve9"]]);
});

test("keyed elements are the same ones in their new order, and those that are gone are gone", () => {
  const main = stage();
  const view = (keys) => keys.map((key) => h("li", { "data-key": key }, key));
  morph(main, view(["a", "b", "c", "d"]));
  const before = new Map([...main.children].map((one) => [one.dataset.key, one]));
  morph(main, view(["d", "x", "b", "a"]));
  assert.deepEqual([...main.children].map(text), ["d", "x", "b", "a"]);
  for (const key of ["a", "b", "d"]) assert.equal(main.querySelector(`[data-key=${key}]`), before.get(key));
  assert.equal(before.get("c").isConnected, false);
});

test("a known element stays in place when only others come before it, so that it keeps focus and scroll position", () => {
  const main = stage();
  morph(main, h("p", null, "note"), h("input", { "data-key": "field" }));
  const field = main.querySelector("input");
  field.focus();
  let moved = 0;
  const insert = main.insertBefore.bind(main);
  main.insertBefore = (node, before) => ((moved += node === field ? 1 : 0), insert(node, before));
  morph(main, h("input", { "data-key": "field" }));
  morph(main, h("h2", { "data-key": "head" }, "head"), h("p", null, "one"), h("p", null, "two"), h("input", { "data-key": "field" }));
  assert.equal(main.querySelector("input"), field);
  assert.equal(document.activeElement, field);
  assert.equal(moved, 0);
});

test("nor does a known element move when one before it goes", () => {
  const main = stage();
  morph(main, h("p", { "data-key": "gone" }, "gone"), h("input", { "data-key": "field" }));
  const field = main.querySelector("input");
  field.focus();
  let moved = 0;
  const insert = main.insertBefore.bind(main);
  main.insertBefore = (node, before) => ((moved += 1), insert(node, before));
  morph(main, h("input", { "data-key": "field" }));
  assert.deepEqual([moved, main.childNodes.length, document.activeElement], [0, 1, field]);
});

test("a custom element looks after its own children", () => {
  const main = stage();
  morph(main, h("plb-own", { "data-key": "own", class: "a" }));
  main.firstElementChild.append("its own");
  morph(main, h("plb-own", { "data-key": "own", class: "b" }));
  assert.equal(html(main), '<plb-own data-key="own" class="b">its own</plb-own>');
});

test("styles follow, also when there are none any more", () => {
  const main = stage();
  morph(main, h("span", { style: { width: "3%" } }));
  morph(main, h("span", { style: { width: "9%", left: "1px" } }));
  assert.deepEqual([main.firstElementChild.style.width, main.firstElementChild.style.left], ["9%", "1px"]);
  morph(main, h("span", null));
  assert.equal(main.firstElementChild.style.cssText, "");
});

// ---- any tree into any other ----

function random(seed) {
  let state = seed;
  const next = () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (most) => Math.floor(next() * most);
  return { next, below, pick: (list) => list[below(list.length)] };
}

const TAGS = ["div", "p", "span", "ul", "button", "option", "svg", "path"];
const KEYS = ["a", "b", "c", "d", "e"];
const VALUES = [null, "", "x", "y", true, 3];

/** A description of a tree, so that the same one can be built twice. */
function plant(dice, depth) {
  if (depth > 0 && dice.next() < 0.3) return { text: dice.pick(["", "a", "b", "a & <b>"]) };
  const tag = dice.pick(TAGS);
  const attributes = {};
  for (const name of ["class", "title", "aria-label", "value", "hidden"]) if (dice.next() < 0.4) attributes[name] = dice.pick(VALUES);
  if (dice.next() < 0.3) attributes.style = { width: `${dice.below(9)}px` };
  const free = [...KEYS];
  const children = Array.from({ length: depth >= 4 ? 0 : dice.below(5) }, () => {
    const child = plant(dice, depth + 1);
    if (!child.text && child.tag && dice.next() < 0.5 && free.length) child.attributes["data-key"] = free.splice(dice.below(free.length), 1)[0];
    return child;
  });
  return { tag, attributes, children };
}

function build(plan, heard) {
  if (plan.tag === undefined) return document.createTextNode(plan.text);
  const children = plan.children.map((child) => build(child, heard));
  if (plan.tag === "svg" || plan.tag === "path") return svg(plan.tag, plan.attributes, ...children);
  return h(plan.tag, { ...plan.attributes, on: heard ? { "plb-test": () => heard.push(plan) } : undefined }, ...children);
}

const dump = (node) => {
  if (node.nodeType === 3) return node.data;
  // A style that was taken away leaves its empty attribute behind, in browsers too.
  const names = node.getAttributeNames().filter((name) => name !== "style" || node.getAttribute(name));
  const attributes = names.sort().map((name) => `${name}=${node.getAttribute(name)}`);
  return [node.localName, node.namespaceURI?.slice(-3), attributes, [...node.childNodes].map(dump)];
};

test("from any tree, morph arrives at exactly what a fresh tree would be", () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const dice = random(seed);
    const [one, other] = [plant(dice, 0), plant(dice, 0)];
    const main = stage();
    morph(main, build(one));
    morph(main, build(other));
    const fresh = document.createElement("main");
    fresh.append(build(other));
    assert.deepEqual(dump(main), dump(fresh), `seed ${seed}`);
  }
});

test("from any tree, keyed elements that stay where their parent stays are the same elements", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const dice = random(seed * 7919);
    const order = () => KEYS.filter(() => dice.next() < 0.7).sort(() => dice.next() - 0.5);
    const view = (keys) => keys.flatMap((key) => [...(dice.next() < 0.3 ? [h("p", null, key)] : []), h("li", { "data-key": key }, key), ...(dice.next() < 0.3 ? ["text"] : [])]);
    const main = stage();
    const [first, second] = [order(), order()];
    morph(main, view(first));
    const before = new Map([...main.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one]));
    morph(main, view(second));
    const after = [...main.querySelectorAll("[data-key]")];
    assert.deepEqual(after.map((one) => one.dataset.key), second, `seed ${seed}`);
    for (const one of after) if (before.has(one.dataset.key)) assert.equal(one, before.get(one.dataset.key), `seed ${seed}, ${one.dataset.key}`);
  }
});

test("from any tree, each element hears with the newest handler, once", () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const dice = random(seed * 104729);
    const [old, fresh] = [[], []];
    const main = stage();
    morph(main, build(plant(dice, 0), old));
    morph(main, build(plant(dice, 0), fresh));
    const elements = [...main.querySelectorAll("*")].filter((one) => one.localName !== "svg" && one.localName !== "path");
    for (const element of elements) element.dispatchEvent(new CustomEvent("plb-test"));
    assert.equal(old.length, 0, `seed ${seed}`);
    assert.equal(fresh.length, elements.length, `seed ${seed}`);
  }
});

function text(element) {
  return element.textContent;
}
