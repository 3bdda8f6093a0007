/** The band of what is allowed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedBand } from "../../../../../web_assets/app/pages/overview/balance.js";

test("the band starts at the lowest node that ProxLB compares", () => {
  const node = (name, used, more = {}) => ({ name, status: "online", ignored: false, memory: { used_percent: used, assigned_percent: used === null ? null : used * 2 }, ...more });
  const nodes = [node("a", 40), node("b", 50), node("c", 5, { ignored: true }), node("d", null), node("e", 1, { status: "offline" })];
  assert.deepEqual(allowedBand(nodes, "memory", "used", 10), { low: 40, high: 50 });
  assert.deepEqual(allowedBand(nodes, "memory", "assigned", 10), { low: 80, high: 90 });
  assert.equal(allowedBand([node("d", null)], "memory", "used", 10), null);
});
