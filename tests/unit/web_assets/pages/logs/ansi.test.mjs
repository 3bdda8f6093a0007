/** A terminal's colors. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { plain, spans } from "../../../../../web_assets/app/pages/logs/ansi.js";

test("terminal colors become classes and other sequences vanish", () => {
  assert.deepEqual(spans("\u001b[1;31mred\u001b[0m plain"), [
    { text: "red", classes: "ansi-1 ansi-bold" },
    { text: " plain", classes: "" },
  ]);
  assert.deepEqual(spans("\u001b]0;title\u0007x\u001b[2Jy\u001b[38;5;9mz"), [
    { text: "x", classes: "" },
    { text: "y", classes: "" },
    { text: "z", classes: "" },
  ]);
  assert.equal(plain("\u001b[31mred\u001b[0m"), "red");
});


test("an unfinished sequence shows its escape character", () => {
  assert.equal(spans("\u001b[31")[0].text, "\u241b[31");
});
