/** Tables as CSV. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, csv } from "../../../../web_assets/app/format/csv.js";

test("CSV quotes what must be quoted and defuses formulas", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  for (const risky of ["+1", "-1", "@x", "\tx"]) assert.equal(cell(risky)[0], "'");
  assert.equal(cell("\rx"), '"\'\rx"');
  assert.equal(cell(-5), "-5");
  assert.equal(cell(null), "");
  assert.equal(csv(["a", "b"], [['say "hi"', "x,y"]]), 'a,b\r\n"say ""hi""","x,y"\r\n');
});
