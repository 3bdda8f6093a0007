import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeDraft, emptyDraft, encodeDraft, isEmpty, valueOf, withOverride, withSetting } from "../../../../../web_assets/app/pages/balancing/draft.js";
import { Planning } from "../../../../../web_assets/app/pages/balancing/planning.js";

const SPREAD = { key: "balanciness", value: 10 };
const TYPES = { key: "balance_types", value: ["vm"] };

test("a draft goes into the address and comes back", () => {
  let draft = withSetting(emptyDraft(), SPREAD, 5);
  draft = withOverride(draft, "nodes", "pve1", "offline");
  draft = withOverride(draft, "pins", "104", ["pve2"]);
  assert.deepEqual(decodeDraft(encodeDraft(draft)), draft);
  assert.equal(encodeDraft(emptyDraft()), "");
});

test("what equals the file is no change", () => {
  const draft = withSetting(withSetting(emptyDraft(), SPREAD, 5), TYPES, ["vm"]);
  assert.deepEqual(draft.settings, { balanciness: 5 });
  assert.equal(valueOf(draft, SPREAD), 5);
  assert.equal(valueOf(draft, TYPES)[0], "vm");
  assert.ok(isEmpty(withSetting(draft, SPREAD, 10)));
  assert.ok(isEmpty(withOverride(withOverride(emptyDraft(), "nodes", "a", "offline"), "nodes", "a", "")));
});

test("an address that holds anything else counts as no draft", () => {
  for (const text of ["", "{", "null", "[]", '"x"', '{"settings":[1],"nodes":{"a":1},"pins":{"1":"pve1"}}', '{"__proto__":{"x":1}}']) {
    assert.ok(isEmpty(decodeDraft(text)), text);
  }
  assert.equal({}.x, undefined);
});

/** A server that answers when it is told to. */
function server() {
  const asked = [];
  const write = (path, body) => new Promise((resolve, reject) => asked.push({ path, body, resolve, reject }));
  return { asked, write };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const spread = (value) => withSetting(emptyDraft(), SPREAD, value);

test("while one question is open only the newest draft waits", async () => {
  const { asked, write } = server();
  const planning = new Planning(write);
  for (const value of [5, 6, 7, 8]) planning.want(spread(value), false);
  assert.equal(asked.length, 1);
  asked[0].resolve({ summary: "five" });
  await settled();
  assert.deepEqual(asked[1].body.settings, { balanciness: 8 });
  asked[1].resolve({ summary: "eight" });
  await settled();
  assert.equal(planning.plan.summary, "eight");
  assert.equal(asked.length, 2);
});

test("a refused draft keeps the last plan and says why, until one is accepted", async () => {
  const { asked, write } = server();
  const planning = new Planning(write);
  planning.want(spread(5), false);
  asked[0].resolve({ summary: "five" });
  await settled();
  planning.want(spread(-1), false);
  asked[1].reject(new Error("settings.balanciness must be 0 or more"));
  await settled();
  assert.equal(planning.plan.summary, "five");
  assert.match(planning.problem.message, /balanciness/);
  planning.want(spread(6), false);
  asked[2].resolve({ summary: "six" });
  await settled();
  assert.equal(planning.problem, null);
});

test("the guests that stay are read once somebody wants to see them, and from then on", async () => {
  const { asked, write } = server();
  const planning = new Planning(write);
  planning.want(emptyDraft(), false);
  assert.equal(asked[0].path, "plan?stays=none");
  asked[0].resolve({ stays: [] });
  await settled();
  planning.loadStays();
  assert.equal(asked[1].path, "plan");
  asked[1].resolve({ stays: [{ vmid: 1 }] });
  await settled();
  assert.equal(planning.stays.length, 1);
});

test("the same draft is asked again only when the cluster changed, and not too often", async () => {
  const { asked, write } = server();
  const planning = new Planning(write);
  planning.want(emptyDraft(), false);
  asked[0].resolve({});
  await settled();
  planning.want(emptyDraft(), false);
  planning.want(emptyDraft(), true);
  assert.equal(asked.length, 1);
});
