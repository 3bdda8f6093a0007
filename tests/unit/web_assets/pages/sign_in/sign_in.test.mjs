/** Signing in: the token once, the reason when it is refused, and never a second try by itself. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { only, settle, stage, text } from "../../dom.mjs";
import { showSignIn } from "../../../../../web_assets/app/pages/sign_in/sign_in.js";

const submit = (root) => only(root, "form").dispatchEvent(new Event("submit", { cancelable: true, bubbles: true }));

test("the token is taken without the blanks that a copy brings along", async () => {
  const root = stage();
  const tried = [];
  showSignIn(root, async (token) => tried.push(token));
  const field = only(root, "input");
  assert.deepEqual([document.activeElement, field.type, field.autocomplete], [field, "password", "current-password"]);
  field.value = "  secret\n";
  submit(root);
  await settle();
  assert.deepEqual(tried, ["secret"]);
});

test("a refusal is read out with its hint, and the field is ready for another try", async () => {
  const root = stage();
  showSignIn(root, async () => {
    throw Object.assign(new Error("Wrong token."), { hint: "It is printed at start." });
  });
  only(root, "input").value = "x";
  submit(root);
  assert.equal(only(root, "button").getAttribute("aria-busy"), "true");
  await settle();
  assert.equal(text(only(root, "[role=alert]")), "Wrong token. It is printed at start.");
  assert.equal(only(root, "button").hasAttribute("aria-busy"), false);
});

test("what a sign-in link ended in is said at once", () => {
  const root = stage();
  showSignIn(root, async () => undefined, "The link is too old.");
  assert.equal(text(only(root, "[role=alert]")), "The link is too old.");
});
