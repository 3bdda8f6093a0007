/** How far emptying a node is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { watchedEvacuation, evacuationProgress, runIsOver, watchEvacuation } from "../../../../../web_assets/app/pages/nodes/evacuation_watch.js";

const SINCE = Date.parse("2026-03-02T12:00:00Z");
const watched = { vmids: [100, 101, 102, 103], since: SINCE, apply: "now" };
const guest = (vmid, node, status = "running") => [String(vmid), { vmid, node, status, name: `vm${vmid}` }];

test("who moved, stopped or vanished keeps nobody waiting", () => {
  const guests = new Map([guest(100, "pve1"), guest(101, "pve2"), guest(102, "pve1", "stopped")]);
  const { left, total, here } = evacuationProgress("pve1", watched, guests);
  assert.deepEqual([left, total, here.map((one) => one.vmid)], [3, 4, [100]]);
});

test("a run is over only when it ended after the switch", () => {
  const late = SINCE + 60_000;
  const ended = (at) => ({ running: false, last_run_ended_at: at });
  assert.equal(runIsOver(watched, ended("2026-03-02T12:00:30Z"), late), true);
  assert.equal(runIsOver(watched, ended("2026-03-02T11:59:00Z"), late), false);
  assert.equal(runIsOver(watched, ended(null), late), false);
  assert.equal(runIsOver(watched, { ...ended("2026-03-02T12:00:30Z"), running: true }, late), false);
  assert.equal(runIsOver(watched, undefined, late), false);
});

test("what is watched outlives the page, and rubbish is nothing", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  watchEvacuation("pve1", watched);
  watchEvacuation("pve2", { ...watched, vmids: [] });
  assert.deepEqual(watchedEvacuation("pve1"), watched);
  watchEvacuation("pve1", null);
  assert.equal(watchedEvacuation("pve1"), null);
  assert.deepEqual(watchedEvacuation("pve2").vmids, []);
  for (const [key] of kept) kept.set(key, '{"pve1": 5}');
  assert.equal(watchedEvacuation("pve1"), null);
  delete globalThis.localStorage;
});
