/** The topics follow the stream, and are read while there is none. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ApiError } from "../../../../web_assets/app/api/http.js";
import { applyDelta, LiveData } from "../../../../web_assets/app/state/live.js";
import { Store } from "../../../../web_assets/app/state/store.js";
import { FakeEvents, page, settled } from "../fakes.mjs";

beforeEach(page);

async function live({ answers = {}, topics = ["nodes"] } = {}) {
  const store = new Store();
  const events = new FakeEvents();
  const asked = [];
  const read = async (topic) => {
    asked.push(topic);
    const answer = answers[topic];
    if (answer instanceof Error) throw answer;
    return answer ?? { items: [{ name: "pve1", cpu: 1 }], as_of: "2026-01-01T00:00:00Z", seq: 5 };
  };
  const data = new LiveData(store, events, read);
  data.want(topics);
  await settled();
  return { store, events, asked, data, answers };
}

const delta = (seq, set = {}, gone = []) => ({ type: "delta", topic: "nodes", seq, as_of: "2026-01-01T00:00:10Z", set, gone });

test("a delta changes fields, adds rows and takes rows away", () => {
  const before = new Map([["pve1", { name: "pve1", cpu: 1 }], ["pve2", { name: "pve2" }]]);
  const after = applyDelta("nodes", before, { set: { pve1: { cpu: 2 }, pve3: { name: "pve3" } }, gone: ["pve2"] });
  assert.deepEqual([...after.values()], [{ name: "pve1", cpu: 2 }, { name: "pve3" }]);
  assert.equal(before.get("pve1").cpu, 1);
  assert.deepEqual(applyDelta("overview", { a: 1, b: 2 }, { set: { b: 3 } }), { a: 1, b: 3 });
});

test("the next delta is applied without asking again", async () => {
  const { store, events, asked } = await live();
  events.say("delta", delta(6, { pve1: { cpu: 9 } }));
  assert.equal(store.get("nodes").data.get("pve1").cpu, 9);
  assert.equal(store.get("nodes").seq, 6);
  assert.deepEqual(asked, ["nodes"]);
});

test("a gap, a resync and a hello that is ahead read the topic again", async () => {
  const { events, asked, store } = await live();
  events.say("delta", delta(8));
  await settled();
  assert.equal(asked.length, 2);
  events.say("resync", { topics: ["nodes"] });
  await settled();
  assert.equal(asked.length, 3);
  events.say("hello", { build: "b", seq: { nodes: 5 } });
  await settled();
  assert.equal(asked.length, 3, "nothing was missed");
  events.say("hello", { build: "b", seq: { nodes: 6 } });
  await settled();
  assert.equal(asked.length, 4);
  assert.equal(store.get("serverBuild"), "b");
});

test("a delta that the answer already contains is passed over", async () => {
  const { events, asked, store } = await live();
  events.say("delta", delta(5, { pve1: { cpu: 99 } }));
  assert.equal(store.get("nodes").data.get("pve1").cpu, 1);
  assert.equal(asked.length, 1);
});

test("a failed read keeps the last good data and says what failed", async () => {
  const problem = new ApiError({ code: "unavailable", message: "No node answers." });
  const { store, answers, data } = await live();
  answers.nodes = problem;
  await data.load("nodes");
  assert.equal(store.get("nodes").status, "error");
  assert.equal(store.get("nodes").error, problem);
  assert.equal(store.get("nodes").data.size, 1);
  data.want([]);
});

test("the first delta of a topic that could not be read is a reason to read it", async () => {
  const { events, asked, answers, store, data } = await live({ answers: { nodes: new ApiError({ code: "unavailable" }) } });
  delete answers.nodes;
  events.say("delta", delta(1));
  await settled();
  assert.equal(asked.length, 2);
  assert.equal(store.get("nodes").status, "ready");
  data.want([]);
});

test("an expired sign-in is told once, not shown as an error", async () => {
  const { store, data } = await live({ answers: { nodes: new ApiError({ code: "sign-in-required" }) } });
  assert.equal(store.get("denied"), true);
  assert.equal(store.get("nodes").status, "loading");
  data.want([]);
});

test("after three failures the page polls, and stops when the stream is back", async (context) => {
  const { store, events, asked, data } = await live();
  context.mock.timers.enable({ apis: ["setInterval"] });
  events.say("down", 1);
  events.say("down", 2);
  assert.equal(store.get("stream").state, "waiting");
  events.say("down", 3);
  await settled();
  assert.equal(store.get("stream").state, "polling");
  assert.equal(asked.length, 2);
  context.mock.timers.tick(10_000);
  await settled();
  assert.equal(asked.length, 3);
  events.say("hello", { build: "b", seq: { nodes: 5 } });
  context.mock.timers.tick(60_000);
  await settled();
  assert.equal(asked.length, 3);
  assert.equal(store.get("stream").state, "open");
  data.stop();
});

test("a hidden page does without the guests after a minute, and reads them when seen again", async (context) => {
  const answer = { items: [], as_of: "2026-01-01T00:00:00Z", seq: 1 };
  const { events, asked, data } = await live({ topics: ["overview", "guests"], answers: { overview: answer, guests: answer } });
  context.mock.timers.enable({ apis: ["setTimeout"] });
  data.start();
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  context.mock.timers.tick(59_999);
  assert.deepEqual(events.subscriptions.at(-1), ["overview", "guests"]);
  context.mock.timers.tick(1);
  assert.deepEqual(events.subscriptions.at(-1), ["overview"]);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.deepEqual(events.subscriptions.at(-1), ["overview", "guests"]);
  assert.deepEqual(asked, ["overview", "guests", "guests"]);
});
