/** The ring of lines, and the waiting room of a pause. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LogBuffer, rowsOf } from "../../../../../web_assets/app/pages/logs/buffer.js";

const line = (number, more = {}) => ({ cursor: String(number), time: "", level: "INFO", kind: "record", text: `line ${number}`, ...more });
const numbers = (from, to) => Array.from({ length: to - from }, (_, index) => line(from + index));

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
