/** What was found at start: each failing check with cause and remedy. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, settle, text } from "../../dom.mjs";
import { appWith } from "../../states.mjs";
import { loadSetup, setupCard } from "../../../../../web_assets/app/shared/setup_checks/setup_checks.js";

const check = (more = {}) => ({ id: "journal", title: "Journal", state: "failed", looked_for: "/run/log/journal", message: "Not readable.", hint: "Add the group.", fix: "usermod -aG systemd-journal proxlb-ui", ...more });

test("a check says what was looked for, what is wrong, and what to do, ready to copy", () => {
  const card = setupCard(appWith(), { items: [check(), check({ id: "ok", state: "ok", fix: "", hint: "", looked_for: "" })], error: null });
  const [bad, good] = card.querySelectorAll("li");
  for (const part of ["Journal", "Missing", "Not readable.", "/run/log/journal", "Add the group.", "usermod -aG"]) assert.ok(text(bad).includes(part), part);
  assert.equal(only(bad, "button").getAttribute("aria-label"), "Copy the fix for Journal");
  assert.equal(good.querySelector("pre"), null);
});

test("checking again keeps nothing of a failed try", async () => {
  const app = appWith({}, { setup: Object.assign(new Error("No answer."), { code: "unreached" }) });
  await loadSetup(app);
  assert.ok(text(setupCard(app, app.store.get("setup"))).includes("No answer."));
  app.answers.setup = { items: [check()] };
  click(setupCard(app, app.store.get("setup")), "Check again");
  await settle();
  assert.equal(app.store.get("setup").items.length, 1);
  assert.equal(app.store.get("setup").error, null);
});
