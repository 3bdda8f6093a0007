/** The balancing settings follow the file, whoever saves it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { againstFile, emptyDraft } from "../../../../../web_assets/app/pages/balancing/draft.js";
import { FileSettings } from "../../../../../web_assets/app/pages/balancing/file_settings.js";
import { settled } from "../../fakes.mjs";

const item = (key, value) => ({ key, value });
const topic = (etag, status = "ready") => ({ status, data: { etag } });

/** A file whose readings end when the test says so. */
function bench() {
  const waiting = [];
  const file = new FileSettings(() => new Promise((resolve, reject) => waiting.push({ resolve, reject })));
  const heard = [];
  file.addEventListener("change", (event) => heard.push(event.detail));
  const answer = async (etag, value, at = 0) => {
    waiting.splice(at, 1)[0].resolve({ etag, items: [item("balanciness", value)] });
    await settled();
  };
  const fail = async () => {
    waiting.shift().reject(new Error("no"));
    await settled();
  };
  return { file, heard, waiting, answer, fail };
}

test("the first reading is news, but of no other file", async () => {
  const { file, heard, answer } = bench();
  file.load();
  await answer("a", 10);
  assert.deepEqual([file.etag, file.items[0].value, heard], ["a", 10, [false]]);
});

test("a file saved elsewhere is read once, and told as another one", async () => {
  const { file, heard, waiting, answer } = bench();
  file.load();
  await answer("a", 10);
  for (const said of [topic("a"), topic("a", "error"), undefined, { status: "ready", data: { etag: null } }]) file.follow(said);
  assert.equal(waiting.length, 0);
  file.follow(topic("b"));
  file.follow(topic("b"));
  assert.equal(waiting.length, 1);
  await answer("b", 22);
  assert.deepEqual([file.etag, file.items[0].value, heard], ["b", 22, [false, true]]);
});

test("an older reading that comes late does not replace a newer one", async () => {
  const { file, answer } = bench();
  file.load();
  await answer("a", 10);
  file.follow(topic("b"));
  file.follow(topic("c"));
  await answer("c", 30, 1);
  await answer("b", 22);
  assert.deepEqual([file.etag, file.items[0].value], ["c", 30]);
});

test("a failed reading keeps the values, and is tried again with the next word", async () => {
  const { file, waiting, answer, fail } = bench();
  file.load();
  await answer("a", 10);
  file.follow(topic("b"));
  await fail();
  assert.deepEqual([file.problem.message, file.items[0].value], ["no", 10]);
  file.follow(topic("b"));
  assert.equal(waiting.length, 1);
  await answer("b", 22);
  assert.equal(file.problem, null);
});

test("while this page saves, what the file says is its own doing", async () => {
  const { file, waiting, answer } = bench();
  file.load();
  await answer("a", 10);
  file.saving = true;
  file.follow(topic("b"));
  assert.equal(waiting.length, 0);
  file.saving = false;
  file.follow(topic("b"));
  assert.equal(waiting.length, 1);
});

test("what the new file says by itself is no change any more; the rest stays", () => {
  const draft = { ...emptyDraft(), settings: { balanciness: 22, method: "cpu", gone: 1 }, pins: { 100: ["pve1"] } };
  const kept = againstFile(draft, [item("balanciness", 22), item("method", "memory")]);
  assert.deepEqual(kept, { ...emptyDraft(), settings: { method: "cpu", gone: 1 }, pins: { 100: ["pve1"] } });
});
