/** Figures and times in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "../../../../web_assets/app/format/format.js";

const tidy = (text) => text.replaceAll("\u00a0", " ").replace(",", ".");

test("an unknown figure is a dash, never a zero", () => {
  for (const show of [format.bytes, format.percent, format.cores, format.count, format.duration]) {
    assert.equal(show(null), format.UNKNOWN);
    assert.equal(show(undefined), format.UNKNOWN);
  }
  assert.equal(tidy(format.percent(0)), "0 %");
});

test("bytes are IEC", () => {
  assert.equal(tidy(format.bytes(0)), "0 B");
  assert.equal(tidy(format.bytes(1023)), "1023 B".replace("1023", tidy(format.count(1023))));
  assert.equal(tidy(format.bytes(1536)), "1.5 KiB");
  assert.equal(tidy(format.bytes(512 * 1024 ** 3)), "512 GiB");
  assert.equal(tidy(format.bytes(2 * 1024 ** 4)), "2.0 TiB");
});

test("durations have two units at most", () => {
  assert.equal(tidy(format.duration(0)), "0 s");
  assert.equal(tidy(format.duration(59.6)), "1 min");
  assert.equal(tidy(format.duration(3600)), "1 h");
  assert.equal(tidy(format.duration(90061)), "1 d 1 h");
});

test("ages and countdowns round so that they never promise too much", () => {
  assert.equal(format.age(400), "now");
  assert.equal(tidy(format.age(12_900)), "12 s ago");
  assert.equal(tidy(format.age(3_599_000)), "59 min ago");
  assert.equal(tidy(format.countdown(1200)), "in 2 s");
  assert.equal(format.countdown(-1), "due now");
});

test("times in UTC say so, and nonsense is a dash", () => {
  assert.equal(format.timestamp("2026-01-02T03:04:05Z", "utc"), "2026-01-02 03:04:05Z");
  assert.equal(format.timestamp("soon"), format.UNKNOWN);
  assert.equal(format.timestamp(null), format.UNKNOWN);
});

test("control and direction characters become visible", () => {
  assert.equal(format.visible("a\u0000b\u007f\u009b\u202eevil\u2066"), "a\u2400b<U+007F><U+009B><U+202E>evil<U+2066>");
  assert.equal(format.visible("tab\tand\nnewline stay"), "tab\tand\nnewline stay");
});
