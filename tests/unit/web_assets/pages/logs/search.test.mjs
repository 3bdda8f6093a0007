import assert from "node:assert/strict";
import { test } from "node:test";
import { splitAtMatches, LogSearch, rangesOf, shownText } from "../../../../../web_assets/app/pages/logs/search.js";
import { RegexMatcher } from "../../../../../web_assets/app/pages/logs/regex_matcher.js";

const line = (cursor, text, kind = "record") => ({ cursor, time: "", level: "INFO", kind, text });
const LINES = [line("1", "Moved WEB"), line("2", "quiet"), line("3", "left out", "note"), line("4", "\u001b[31mweb\u001b[0m01 web")];

/** Answers as the worker does, unless it is told to hang. */
class FakeWorker {
  static started = 0;
  static hang = false;
  ended = false;
  onmessage = null;
  constructor() {
    FakeWorker.started += 1;
  }
  postMessage({ id, pattern, texts }) {
    if (FakeWorker.hang) return;
    const found = texts.map((text) => [...text.matchAll(new RegExp(pattern, "gi"))].map((match) => [match.index, match.index + match[0].length]));
    queueMicrotask(() => this.ended || this.onmessage({ data: { id, found } }));
  }
  terminate() {
    this.ended = true;
  }
}

const search = (query, patience = 50) => {
  const made = new LogSearch(new RegexMatcher(() => new FakeWorker(), patience));
  made.set({ text: "", regex: false, not: false, ...query });
  return made;
};
const isHit = (made) => LINES.filter((one) => made.isHit(one)).map((one) => one.cursor);
const found = (made) => new Promise((resolve) => made.addEventListener("found", resolve, { once: true }));

test("plain text is found at once, whatever its case, and never in a note", () => {
  assert.deepEqual(isHit(search({ text: "web" })), ["1", "4"]);
  assert.deepEqual(isHit(search({ text: "web", not: true })), ["2"]);
  assert.deepEqual(isHit(search({ text: "" })), []);
});

test("matches are counted in what is shown, without the colors", () => {
  assert.equal(shownText(LINES[3].text), "web01 web");
  assert.deepEqual(search({ text: "web" }).ranges(LINES[3]), [[0, 3], [6, 9]]);
  assert.deepEqual(rangesOf("aXa", "a"), [[0, 1], [2, 3]]);
  assert.deepEqual(splitAtMatches("b01 w", [[1, 4], [5, 9]], 2), [["b0", true], ["1", false], [" w", true]]);
});

test("an expression answers later, and only about lines not known yet", async () => {
  const made = search({ text: "^web\\d+", regex: true });
  made.cover(LINES);
  assert.deepEqual(isHit(made), []);
  await found(made);
  assert.deepEqual(isHit(made), ["4"]);
  assert.deepEqual(made.ranges(LINES[3]), [[0, 5]]);
  made.set({ text: "^web\\d+", regex: true, not: true });
  assert.deepEqual(isHit(made), ["1", "2"]);
});

test("a wrong expression says why and matches nothing", () => {
  const made = search({ text: "(", regex: true, not: true });
  assert.match(made.problem, /Not a regular expression: .*(group|paren)/i);
  made.cover(LINES);
  assert.deepEqual(isHit(made), []);
});

test("an expression that takes too long is given up, and the next one works", async () => {
  FakeWorker.hang = true;
  const made = search({ text: "(a+)+$", regex: true }, 10);
  made.cover(LINES);
  await found(made);
  assert.match(made.problem, /too long/);
  FakeWorker.hang = false;
  const before = FakeWorker.started;
  made.set({ text: "quiet", regex: true, not: false });
  made.cover(LINES);
  await found(made);
  assert.deepEqual(isHit(made), ["2"]);
  assert.equal(FakeWorker.started, before + 1);
});

test("a newer expression replaces one that is still being matched", async () => {
  const made = search({ text: "moved", regex: true });
  made.cover(LINES);
  made.set({ text: "quiet", regex: true, not: false });
  await found(made);
  if (!isHit(made).length) await found(made);
  assert.equal(made.problem, "");
  assert.deepEqual(isHit(made), ["2"]);
});
