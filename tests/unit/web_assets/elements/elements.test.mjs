/** Elements that belong to no page: data in by property, events out, and nothing left behind. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, stage, text } from "../dom.mjs";
import { guest, HOSTILE } from "../states.mjs";
import { announce, announceError } from "../../../../web_assets/app/dom/announce.js";
import { h } from "../../../../web_assets/app/dom/h.js";
import { guestStatus } from "../../../../web_assets/app/elements/guest_status.js";
import "../../../../web_assets/app/elements/plb-time.js";
import "../../../../web_assets/app/elements/plb-toasts.js";
import { setOffset } from "../../../../web_assets/app/state/clock.js";

const time = (at, form = "age") => h("plb-time", { props: { form, at } });

test("a moment is an age, a countdown or a duration, by the server's clock", () => {
  const main = stage();
  setOffset(60_000);
  const now = Date.now() + 60_000;
  main.append(time(now - 12_500), time(now + 30_000, "countdown"), time(new Date(now - 65_000).toISOString(), "elapsed"), time(null), time("soon"));
  setOffset(0);
  const shown = [...main.children].map((one) => text(one).replaceAll("\u00a0", " "));
  assert.deepEqual(shown, ["12 s ago", "in 30 s", "1 min 5 s", "–", "–"]);
  assert.match(main.firstElementChild.title, /^\d{4}-\d\d-\d\d /);
});

test("moments tick together, and the ticking ends with the last of them", (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"], now: 1_000_000 });
  const main = stage();
  const [one, other] = [time(1_000_000), time(1_000_000, "elapsed")];
  main.append(one, other);
  context.mock.timers.tick(3000);
  assert.deepEqual([text(one), text(other)].map((said) => said.replaceAll("\u00a0", " ")), ["3 s ago", "3 s"]);
  const cleared = [];
  const clear = globalThis.clearInterval;
  globalThis.clearInterval = (timer) => (cleared.push(timer), clear(timer));
  one.remove();
  assert.equal(cleared.length, 0);
  other.remove();
  globalThis.clearInterval = clear;
  assert.equal(cleared.length, 1);
  context.mock.timers.tick(5000);
  assert.equal(text(one).replaceAll("\u00a0", " "), "3 s ago");
});

test("a note goes by itself, an error stays until it is dismissed", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  stage();
  const toasts = h("plb-toasts", null);
  document.body.append(toasts);
  announce("Saved.");
  announceError({ message: HOSTILE[0], hint: "Look there.", id: "a1" });
  assert.equal(toasts.getAttribute("aria-live"), "polite");
  assert.equal(toasts.querySelector("img"), null);
  context.mock.timers.tick(6000);
  assert.equal(text(toasts), `${HOSTILE[0]}Look there.id a1`);
  click(toasts, "Dismiss");
  assert.equal(toasts.childElementCount, 0);
});

test("at most four notes, the newest ones", () => {
  stage();
  const toasts = h("plb-toasts", null);
  document.body.append(toasts);
  for (let number = 1; number <= 6; number += 1) announce(`note ${number}`);
  assert.deepEqual([...toasts.children].map(text), [3, 4, 5, 6].map((number) => `note ${number}`));
  assert.equal(toasts.querySelectorAll("button").length, 4);
});

test("before there is a place for notes, saying something does no harm", () => {
  stage();
  announce("Nobody hears this.");
});

test("a guest's status: what it is doing goes before what it is", () => {
  const said = (more) => text(guestStatus(guest(1, more)));
  assert.equal(said({ status: "running" }), "running");
  assert.equal(said({ status: "running", lock: "migrate" }), "migrating");
  assert.equal(said({ status: "running", lock: "backup" }), "running, backup");
  assert.equal(said({ status: "stopped", template: true }), "template");
  assert.equal(said({ status: "unheard-of" }), "unheard-of");
});
