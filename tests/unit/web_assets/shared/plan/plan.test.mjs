/** A plan drawn: the same sentences the server gave, the bars in proportion, and nobody left out without a word. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, stage, text } from "../../dom.mjs";
import { plan } from "../../states.mjs";
import { morph } from "../../../../../web_assets/app/dom/h.js";
import { moveMap } from "../../../../../web_assets/app/shared/plan/move_map.js";
import { planBars, planHead, planMoves, planNotes, planStays } from "../../../../../web_assets/app/shared/plan/plan.js";

const tidy = (element) => text(element).replaceAll("\u00a0", " ");
const move = (source, target, vmid = 100) => ({ ...plan().moves[0], vmid, source, target });

test("the head says what would happen, and whether it is a supposition", () => {
  assert.ok(tidy(planHead(plan())).includes("The next runOne guest would move."));
  assert.ok(tidy(planHead(plan({ what_if: true, moves: [] }))).startsWith("What if"));
});

test("bars show before and after, and the allowed band only for the resource that is judged by", () => {
  const bars = planBars(plan(), "memory", () => undefined);
  const [first] = bars.querySelectorAll("[role=listitem]");
  assert.match(tidy(first), /pve1 ?60[.,]0 %50[.,]0 %/);
  assert.deepEqual([only(first, ".bar-before").style.width, only(first, ".bar-fill").style.width], ["60%", "50%"]);
  assert.deepEqual([only(first, ".bar-band").style.left, only(first, ".bar-band").style.width], ["48%", "10%"]);
  const chosen = [];
  const other = planBars(plan(), "cpu", (method) => chosen.push(method));
  assert.equal(other.querySelector(".bar-band"), null);
  click(other, "Disk");
  assert.deepEqual(chosen, ["disk"]);
});

test("a node over the band is marked, one without figures says its state", () => {
  const nodes = [...plan().nodes, { name: "pve3", state: "offline", before: null, after: null }];
  nodes[0] = { ...nodes[0], after: { memory: { used_percent: 70, assigned_percent: 70 } } };
  const [over, , away] = planBars(plan({ nodes }), "memory", () => undefined).querySelectorAll("[role=listitem]");
  assert.ok(only(over, ".bar-fill").classList.contains("bar-over"));
  assert.equal(text(only(away, ".bar-value")), "offline");
});

test("moves stand in their order with the reason, beyond a hundred as a number", () => {
  const many = planMoves(plan({ moves: Array.from({ length: 130 }, (_, at) => move("pve1", "pve2", at)) }));
  assert.equal(many.querySelectorAll("tbody tr").length, 100);
  assert.ok(text(many).includes("and 30 more"));
  assert.ok(text(only(planMoves(plan()), "tbody tr")).startsWith("1web-100 100pve1pve2ResourcesHighest used memory on pve1"));
  assert.ok(text(planMoves(plan({ moves: [] }))).includes("No guest would move"));
});

test("the map joins guests of one way into one arrow, and is left out where it would be a tangle", () => {
  const map = moveMap([move("pve1", "pve2"), move("pve1", "pve2"), move("pve3", "pve2")]);
  assert.equal(map.querySelectorAll("path").length, 2);
  assert.equal(only(map, "svg").getAttribute("aria-label"), "3 guests from pve1, pve3 to pve2");
  assert.equal(moveMap(Array.from({ length: 17 }, (_, at) => move(`n${at}`, "x"))), null);
});

test("who stays is asked for when a reason is opened, and shown under it", () => {
  const main = stage();
  let asked = 0;
  const draw = (stays) => morph(main, planStays(plan(), stays, () => (asked += 1)));
  draw(undefined);
  const details = only(main, "details");
  details.open = true;
  assert.equal(asked, 1);
  draw(null);
  assert.ok(main.querySelector(".skeleton"));
  draw(plan().stays);
  assert.equal(text(only(main, ".stay-list li")), "db-101 101 on pve1Stays: pinned to pve1");
  assert.equal(details.open, true);
});

test("warnings and assumptions are told, and nothing is made of none", () => {
  assert.equal(planNotes(plan()), null);
  const notes = planNotes(plan({ warnings: [{ code: "w", message: "Careful.", node: null, guest: null }], assumptions: ["As read now."] }));
  assert.deepEqual([...notes.querySelectorAll("li")].map(text), ["Careful.", "As read now."]);
});
