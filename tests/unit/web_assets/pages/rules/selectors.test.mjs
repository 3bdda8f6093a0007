/** Choices over rules and conflicts. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { filterConflicts, filterRules, lanesOf, NO_RULE_FILTER } from "../../../../../web_assets/app/pages/rules/selectors.js";

const rule = (id, more = {}) => ({
  id, kind: "affinity", origin: "tag", name: id, comment: "", members: [1, 2], nodes: [], strict: true, state: "satisfied",
  sentence: "", breaking_nodes: [], breaking_guests: [], followed: "yes", notes: [], ...more,
});
const guest = (name, node, seen = true) => ({ name, type: "vm", node, status: seen ? "running" : "stopped", seen });
const nodes = (amount) => Array.from({ length: amount }, (_, at) => ({ name: `pve${at + 1}`, usable: true, note: "" }));
const conflict = (kind, more = {}) => ({ id: kind, kind, severity: "serious", title: "t", cause: "c", remedy: "r", guests: [], rules: [], commands: [], ...more });
const book = (more = {}) => ({
  nodes: nodes(3),
  guests: { 1: guest("web-01", "pve1"), 2: guest("web-02", "pve2"), 3: guest("db", "pve2", false) },
  rules: [rule("a"), rule("b", { state: "impossible", members: [3] }), rule("c", { state: "violated", kind: "pin", origin: "pool" })],
  conflicts: [conflict("near-miss-tag", { guests: [3] }), conflict("two-balancers", { rules: ["b"] })],
  unread: [],
  ...more,
});
const ids = (rows) => rows.map((row) => row.id);
const by = (changes) => ({ ...NO_RULE_FILTER, ...changes });

test("what needs a person comes first", () => {
  assert.deepEqual(ids(filterRules(book(), NO_RULE_FILTER)), ["b", "c", "a"]);
});

test("rules by kind, state, origin, guest, id and text", () => {
  for (const [filter, expected] of [
    [{ kind: "pin" }, ["c"]], [{ state: "impossible" }, ["b"]], [{ origin: "pool" }, ["c"]], [{ guest: "3" }, ["b"]],
    [{ rule: "a" }, ["a"]], [{ q: "DB" }, ["b"]], [{ q: "web-02" }, ["c", "a"]], [{ q: "3" }, ["b"]], [{ q: "web nothing" }, []],
    [{ state: "violated", kind: "affinity" }, []],
  ]) assert.deepEqual(ids(filterRules(book(), by(filter))), expected, JSON.stringify(filter));
});

test("conflicts by kind, guest, rule and text", () => {
  for (const [filter, expected] of [
    [{ conflict: "two-balancers" }, ["two-balancers"]], [{ guest: "3" }, ["near-miss-tag"]], [{ rule: "b" }, ["two-balancers"]],
    [{ q: "db" }, ["near-miss-tag"]], [{}, ["near-miss-tag", "two-balancers"]],
  ]) assert.deepEqual(ids(filterConflicts(book(), by(filter))), expected, JSON.stringify(filter));
});

test("a small cluster shows all its nodes, and who breaks the rule where", () => {
  const lanes = lanesOf(book(), rule("x", { members: [1, 2, 3, 99], nodes: ["PVE1"], breaking_nodes: ["pve2"], breaking_guests: [2] }));
  assert.deepEqual(lanes.map((lane) => [lane.node, lane.wanted, lane.breaks, lane.guests.map((one) => one.vmid)]), [
    ["pve1", true, false, [1]], ["pve2", false, true, [2, 3]], ["pve3", false, false, []],
  ]);
  assert.deepEqual(lanes[1].guests.map((one) => [one.breaks, one.seen]), [[true, true], [false, false]]);
});

test("a large cluster shows the nodes that matter", () => {
  const lanes = lanesOf(book({ nodes: nodes(50) }), rule("x", { nodes: ["pve40"] }));
  assert.deepEqual(lanes.map((lane) => lane.node), ["pve1", "pve2", "pve40"]);
});

test("a guest on a node nobody knows still has a place", () => {
  const lanes = lanesOf(book({ guests: { 1: guest("web", "gone") } }), rule("x", { members: [1] }));
  assert.deepEqual(lanes.map((lane) => [lane.node, lane.note, lane.guests.length]).at(-1), ["gone", "unknown", 1]);
});
