/** Settings as values, problems and differences. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { countChanged, reversed } from "../../../../../web_assets/app/pages/settings/draft/diff_lines.js";
import { asProblem, corrected, countBySeverity, marksOf, mostSevereFirst } from "../../../../../web_assets/app/pages/settings/draft/problems.js";
import { problemsAt, problemsElsewhere, sectionsOf, valueAt, withChanges } from "../../../../../web_assets/app/pages/settings/draft/values.js";

const problem = (severity, path, line, more = {}) => ({ severity, code: "x", path: path.split("."), line, column: null, message: "m", hint: "", suggestion: null, ...more });
const field = (path, type = "integer") => ({ path: path.split("."), type });

test("changes are made in a copy, in their order", () => {
  const values = { balancing: { balanciness: 5, pools: { dev: { strict: true } } } };
  const after = withChanges(values, [
    { path: ["balancing", "balanciness"], value: 7 },
    { path: ["balancing", "pools", "dev"], remove: true },
    { path: ["service", "schedule", "interval"], value: 2 },
  ]);
  assert.deepEqual(after, { balancing: { balanciness: 7, pools: {} }, service: { schedule: { interval: 2 } } });
  assert.equal(values.balancing.balanciness, 5);
  assert.equal(valueAt(after, ["balancing", "pools", "dev", "strict"]), undefined);
  assert.deepEqual(Object.keys(withChanges({ a: 1, b: 2 }, [{ path: ["a"], value: 3 }])), ["a", "b"]);
  assert.deepEqual(withChanges({ a: 1 }, [{ path: ["x", "y"], remove: true }]).a, 1);
});

test("a key of the file may be any word", () => {
  const after = withChanges({}, [{ path: ["balancing", "pools", "__proto__"], value: { strict: true } }]);
  assert.deepEqual(Object.keys(after.balancing.pools), ["__proto__"]);
  assert.equal({}.strict, undefined);
  assert.equal(valueAt({}, ["constructor"]), undefined);
});

test("fields are grouped by section, and limits of pressure are one field", () => {
  const fields = [field("balancing.pools", "map"), field("balancing.pools.*.type"), field("balancing.psi", "section"), field("balancing.psi.nodes.cpu.pressure_full"), field("proxmox_api.hosts", "list")];
  const sections = sectionsOf(fields).map(({ section, fields: own }) => [section, own.map(({ path }) => path.join("."))]);
  assert.deepEqual(sections, [["proxmox_api", ["proxmox_api.hosts"]], ["balancing", ["balancing.pools", "balancing.psi"]]]);
});

test("a problem stands beside the field around it, or in its section", () => {
  const fields = [field("balancing.pools", "map")];
  const deep = problem("warning", "balancing.pools.dev.pin.0", 9);
  const unknown = problem("warning", "balancing.colour", 4);
  assert.deepEqual(problemsAt([deep, unknown], ["balancing", "pools"]), [deep]);
  assert.deepEqual(problemsElsewhere([deep, unknown], fields, "balancing"), [unknown]);
});

test("a line is marked by the worst that is wrong with it", () => {
  const problems = [problem("hint", "a", 2), problem("error", "b", 2), problem("warning", "c", 2), problem("hint", "d", 5), problem("error", "e", null)];
  assert.deepEqual([...marksOf(problems)].map(([line, { severity }]) => [line, severity]), [[2, "error"], [5, "hint"]]);
  assert.deepEqual(mostSevereFirst(problems).map(({ path }) => path[0]), ["e", "b", "c", "a", "d"]);
  assert.deepEqual(countBySeverity(problems), [{ severity: "error", count: 2 }, { severity: "warning", count: 1 }, { severity: "hint", count: 2 }]);
});

test("a refusal of the whole text finds its line", () => {
  assert.equal(asProblem({ message: "The placeholder <<secret:x>> in line 5 stands for no secret." }).line, 5);
  assert.equal(asProblem({ message: "No answer." }).line, null);
});

test("a misspelt word is corrected in its line only", () => {
  const text = "a: balancines\nbalancing:\n  balancines: 5  # balancines\n";
  const key = problem("warning", "balancing.balancines", 3, { column: 3, suggestion: "balanciness" });
  assert.equal(corrected(text, key, {}), "a: balancines\nbalancing:\n  balanciness: 5  # balancines\n");
  const values = { proxmox_cluster: { ignore_nodes: ["pv1"] } };
  const item = problem("warning", "proxmox_cluster.ignore_nodes.0", 1, { column: 16, suggestion: "pve1" });
  assert.equal(corrected("ignore_nodes: [pv1]", item, values), "ignore_nodes: [pve1]");
  assert.equal(corrected("something: else", key, {}), null);
  assert.equal(corrected(text, { ...key, suggestion: null }, {}), null);
});

test("the same difference from the other side", () => {
  const lines = [
    { kind: "same", old: 1, new: 1, text: "a" },
    { kind: "removed", old: 2, new: null, text: "b" },
    { kind: "added", old: null, new: 2, text: "c" },
    { kind: "gap", old: null, new: null, text: "" },
    { kind: "added", old: null, new: 9, text: "d" },
  ];
  assert.deepEqual(reversed(lines).map(({ kind, old, new: now, text }) => [kind, old, now, text]), [["same", 1, 1, "a"], ["removed", 2, null, "c"], ["added", null, 2, "b"], ["gap", null, null, ""], ["removed", 9, null, "d"]]);
  assert.deepEqual(reversed(reversed(lines)), lines);
  assert.deepEqual(countChanged(lines), { added: 2, removed: 1 });
});
