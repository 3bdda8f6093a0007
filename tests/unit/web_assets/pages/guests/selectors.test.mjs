/** Choices over guests. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isFiltered, sortRows } from "../../../../../web_assets/app/format/rows.js";
import { filterGuests, GUEST_SORT_KEYS, guestChoices, NO_FILTER, tagSentence } from "../../../../../web_assets/app/pages/guests/selectors.js";

const tag = (text, kind = "plain", value = "") => ({ text, kind, value, color: null });
const guest = (vmid, more = {}) => ({
  vmid, name: `guest-${vmid}`, type: "vm", status: "running", node: "pve1", cpu_percent: null, pool: null,
  tags: [], ignored: false, pinned_to: [], rules: [], ...more,
});

test("every word of a search must be in the name, ID, tag or pool", () => {
  const guests = [guest(101, { name: "Web", pool: "prod" }), guest(102, { tags: [tag("web")] }), guest(103)];
  const found = (q) => filterGuests(guests, { ...NO_FILTER, q }).map((one) => one.vmid);
  assert.deepEqual(found("web"), [101, 102]);
  assert.deepEqual(found("WEB prod"), [101]);
  assert.deepEqual(found("103"), [103]);
  assert.deepEqual(found("nothing"), []);
  assert.equal(isFiltered(NO_FILTER), false);
});

test("filters combine, and rules come from tags or from the settings", () => {
  const guests = [
    guest(1, { ignored: true }),
    guest(2, { tags: [tag("plb_pin_pve1", "pin", "pve1")], node: "pve2" }),
    guest(3, { pinned_to: ["pve3"], type: "ct", status: "stopped" }),
  ];
  const found = (filter) => filterGuests(guests, { ...NO_FILTER, ...filter }).map((one) => one.vmid);
  assert.deepEqual(found({ rule: "ignore" }), [1]);
  assert.deepEqual(found({ rule: "pin" }), [2, 3]);
  assert.deepEqual(found({ rule: "pin", node: "pve2" }), [2]);
  assert.deepEqual(found({ type: "ct", status: "stopped" }), [3]);
  assert.deepEqual(found({ tag: "plb_pin_pve1" }), [2]);
});

test("sorting is natural, keeps the unknown last both ways, and leaves the source alone", () => {
  const guests = [guest(3, { name: "web10", cpu_percent: 5 }), guest(1, { name: "web9", cpu_percent: null }), guest(2, { name: "web2", cpu_percent: 0 })];
  const order = (field, direction) => sortRows(guests, field, direction).map((one) => one.vmid);
  assert.deepEqual(order("name", "asc"), [2, 1, 3]);
  assert.deepEqual(order("cpu_percent", "asc"), [2, 3, 1]);
  assert.deepEqual(order("cpu_percent", "desc"), [3, 2, 1]);
  assert.deepEqual(guests.map((one) => one.vmid), [3, 1, 2]);
});

test("5,000 guests are filtered and sorted without a noticeable wait", () => {
  const many = Array.from({ length: 5000 }, (_, index) => guest(index, { name: `web-${(index * 7919) % 5000}` }));
  sortRows(many, "name", "asc");
  const start = performance.now();
  const shown = sortRows(filterGuests(many, { ...NO_FILTER, q: "web" }), "name", "desc");
  assert.equal(shown[0].name, "web-4999");
  assert.ok(performance.now() - start < 1000, "the budget is 100 ms on an idle machine; this is beyond it even on a busy one");
});

test("guests that would move are found and come first", () => {
  const moves = { would: "move", target: "pve2", reason: "resources", sentence: "Would move to pve2" };
  const guests = [guest(1, { why: null }), guest(2, { why: { ...moves, would: "stay", target: null } }), guest(3, { why: moves })];
  assert.deepEqual(filterGuests(guests, { ...NO_FILTER, would: "move" }).map((one) => one.vmid), [3]);
  assert.deepEqual(sortRows(guests, "next", "asc", GUEST_SORT_KEYS).map((one) => one.vmid), [3, 2, 1]);
});

test("choices count what each filter would leave", () => {
  const { nodes, tags } = guestChoices([guest(1), guest(2, { node: "pve10" }), guest(3, { node: "pve2", tags: [tag("a")] })]);
  assert.deepEqual(nodes, [["pve1", 1], ["pve2", 1], ["pve10", 1]]);
  assert.deepEqual(tags, [["a", 1]]);
});

test("a tag is explained by what ProxLB does with it", () => {
  assert.match(tagSentence(tag("plb_pin_pve1", "pin", "pve1")), /pve1 only/);
  assert.match(tagSentence(tag("plb_ignore", "ignore")), /never moves/);
  assert.match(tagSentence(tag("x")), /nothing/);
});
