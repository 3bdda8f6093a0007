import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, csv } from "../../../../web_assets/app/format/csv.js";
import { LogBuffer, rowsOf } from "../../../../web_assets/app/pages/logs/buffer.js";
import { isFiltered, sortRows } from "../../../../web_assets/app/format/rows.js";
import { filterGuests, GUEST_SORT_KEYS, guestChoices, NO_FILTER, tagSentence } from "../../../../web_assets/app/pages/guests/selectors.js";
import { allowedBand } from "../../../../web_assets/app/pages/overview/balance.js";
import { Store } from "../../../../web_assets/app/state/store.js";

const tag = (text, kind = "plain", value = "") => ({ text, kind, value, color: null });
const guest = (vmid, more = {}) => ({
  vmid, name: `guest-${vmid}`, type: "vm", status: "running", node: "pve1", cpu_percent: null, pool: null,
  tags: [], ignored: false, pinned_to: [], rules: [], ...more,
});

test("the store announces a changed slice once, to those who watch it", () => {
  const store = new Store();
  let heard = 0;
  const stop = store.watch(["nodes"], () => (heard += 1));
  store.update("nodes", 1);
  store.update("nodes", 1);
  store.update("guests", 1);
  assert.equal(heard, 1);
  stop();
  store.update("nodes", 2);
  assert.equal(heard, 1);
  assert.equal(store.get("nodes"), 2);
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

test("choices count what each filter would leave", () => {
  const { nodes, tags } = guestChoices([guest(1), guest(2, { node: "pve10" }), guest(3, { node: "pve2", tags: [tag("a")] })]);
  assert.deepEqual(nodes, [["pve1", 1], ["pve2", 1], ["pve10", 1]]);
  assert.deepEqual(tags, [["a", 1]]);
});

test("the band starts at the lowest node that ProxLB compares", () => {
  const node = (name, used, more = {}) => ({ name, status: "online", ignored: false, memory: { used_percent: used, assigned_percent: used === null ? null : used * 2 }, ...more });
  const nodes = [node("a", 40), node("b", 50), node("c", 5, { ignored: true }), node("d", null), node("e", 1, { status: "offline" })];
  assert.deepEqual(allowedBand(nodes, "memory", "used", 10), { low: 40, high: 50 });
  assert.deepEqual(allowedBand(nodes, "memory", "assigned", 10), { low: 80, high: 90 });
  assert.equal(allowedBand([node("d", null)], "memory", "used", 10), null);
});

test("a tag is explained by what ProxLB does with it", () => {
  assert.match(tagSentence(tag("plb_pin_pve1", "pin", "pve1")), /pve1 only/);
  assert.match(tagSentence(tag("plb_ignore", "ignore")), /never moves/);
  assert.match(tagSentence(tag("x")), /nothing/);
});

test("CSV quotes what must be quoted and defuses formulas", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  for (const risky of ["+1", "-1", "@x", "\tx"]) assert.equal(cell(risky)[0], "'");
  assert.equal(cell("\rx"), '"\'\rx"');
  assert.equal(cell(-5), "-5");
  assert.equal(cell(null), "");
  assert.equal(csv(["a", "b"], [['say "hi"', "x,y"]]), 'a,b\r\n"say ""hi""","x,y"\r\n');
});

const line = (number, more = {}) => ({ cursor: String(number), time: "", level: "INFO", kind: "record", text: `line ${number}`, ...more });
const numbers = (from, to) => Array.from({ length: to - from }, (_, index) => line(from + index));

test("guests that would move are found and come first", () => {
  const moves = { would: "move", target: "pve2", reason: "resources", sentence: "Would move to pve2" };
  const guests = [guest(1, { why: null }), guest(2, { why: { ...moves, would: "stay", target: null } }), guest(3, { why: moves })];
  assert.deepEqual(filterGuests(guests, { ...NO_FILTER, would: "move" }).map((one) => one.vmid), [3]);
  assert.deepEqual(sortRows(guests, "next", "asc", GUEST_SORT_KEYS).map((one) => one.vmid), [3, 2, 1]);
});

test("the log ring keeps the newest lines", () => {
  const buffer = new LogBuffer(10);
  buffer.append(numbers(0, 25));
  assert.equal(buffer.lines.length, 10);
  assert.equal(buffer.lines[0].cursor, "15");
});

test("while paused nothing moves; what came meanwhile enters on resume", () => {
  const buffer = new LogBuffer(10);
  buffer.append(numbers(0, 5));
  buffer.pause();
  const before = buffer.lines;
  buffer.append(numbers(5, 8));
  assert.equal(buffer.lines, before);
  assert.equal(buffer.waiting.length, 3);
  buffer.resume();
  assert.equal(buffer.lines.at(-1).cursor, "7");
  assert.equal(buffer.waiting.length, 0);
});

test("what the waiting room could not hold is counted and noted", () => {
  const buffer = new LogBuffer(10);
  buffer.pause();
  buffer.append(numbers(0, 25));
  assert.equal(buffer.missed, 15);
  buffer.resume();
  buffer.limit = 100;
  const other = new LogBuffer(4);
  other.pause();
  other.append(numbers(0, 5));
  other.limit = 100;
  other.resume();
  assert.equal(other.lines[0].kind, "note");
  assert.match(other.lines[0].text, /1 lines/);
});

test("older lines go in front, once, and within twice the ring", () => {
  const buffer = new LogBuffer(10);
  buffer.append(numbers(10, 20));
  assert.equal(buffer.prepend(numbers(5, 12)).length, 5);
  assert.equal(buffer.lines[0].cursor, "5");
  buffer.prepend(numbers(-50, 5));
  assert.equal(buffer.lines.length, 20);
  assert.equal(buffer.prepend([line(-99)]).length, 0);
});

test("rows of a wrapped line", () => {
  assert.equal(rowsOf("x".repeat(100), 40), 3);
  assert.equal(rowsOf("x".repeat(100), 0), 1);
  assert.equal(rowsOf("a\n\nb", 40), 3);
});
