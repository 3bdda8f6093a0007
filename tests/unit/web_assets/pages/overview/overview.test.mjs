/** The overview: balance in one line, bars in proportion, what needs a person, and what is wrong on a first run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, settle, stage, text } from "../../dom.mjs";
import { appWith, failed, migration, node, overview, ready, rows, service } from "../../states.mjs";
import { neverRead, overviewView } from "../../../../../web_assets/app/pages/overview/overview.js";

const share = (used) => ({ used, assigned: used, total: 100, used_percent: used, assigned_percent: used });

async function page(slices = {}) {
  const main = stage();
  const app = appWith({
    overview: ready(overview()), nodes: ready(rows("name", node("pve1", { memory: share(62) }), node("pve2", { memory: share(40) }), node("pve3", { status: "offline", memory: share(90) }))),
    migrations: ready(rows("id", ...Array.from({ length: 8 }, (_, at) => migration(`m${at}`)))), service: ready(service()), ...slices,
  });
  const leave = overviewView.mount(main, app);
  await settle();
  return { main, app, leave };
}

test("the gauge says how far the spread is over what is allowed", async () => {
  const { main, leave } = await page();
  const gauge = only(main, ".gauge");
  assert.equal(gauge.getAttribute("aria-label").replaceAll("\u00a0", " ").replace(",", "."), "Spread 22.0 % of 10 % allowed");
  assert.ok(only(gauge, ".gauge-fill").classList.contains("gauge-over"));
  assert.ok(text(only(main, "[data-key=score]")).includes("78 of 100"));
  leave();
});

test("the band begins at the lowest node that takes part; who is above it is marked, who is away is not", async () => {
  const { main, leave } = await page();
  const [memory] = main.querySelectorAll(".bars");
  assert.equal(memory.getAttribute("aria-label"), "Memory by node", "what is balanced by comes first");
  const bars = [...memory.querySelectorAll(".bar")];
  assert.deepEqual(bars.map((bar) => text(only(bar, ".bar-name"))), ["pve1", "pve2", "pve3"]);
  assert.deepEqual(bars.map((bar) => only(bar, ".bar-fill").classList.contains("bar-over")), [true, false, false]);
  assert.deepEqual([only(bars[0], ".bar-band").style.left, only(bars[0], ".bar-band").style.width], ["40%", "10%"]);
  assert.equal(text(only(bars[2], ".bar-value")), "offline");
  leave();
});

test("six of the migrations, and the way to all of them", async () => {
  const { main, leave } = await page();
  assert.equal(main.querySelectorAll("[data-key=migrations] tbody tr").length, 6);
  assert.equal([...main.querySelectorAll("a.more")].find((link) => text(link) === "All migrations").getAttribute("href"), "#/migrations");
  leave();
});

test("what needs a person is listed, and that nothing does is said", async () => {
  const warning = { code: "tls-off", severity: "warning", title: "TLS is off", detail: "ssl_verification: false", hint: "Turn it on.", link: "#/rules" };
  const { main, app, leave } = await page({ overview: ready(overview({ warnings: [warning] })) });
  assert.ok(text(main).includes("TLS is offssl_verification: falseTurn it on.Show in Rules"));
  app.store.update("overview", ready(overview()));
  await settle();
  assert.ok(text(main).includes("Nothing needs you"));
  leave();
});

test("the service's buttons are the service's, and what is asked goes to the actions", async () => {
  const { main, app, leave } = await page();
  click(only(main, "plb-service-panel"), "Reload");
  assert.deepEqual(app.done.at(-1), ["ask", "reload"]);
  leave();
});

test("a first run shows what was looked for instead of an empty cluster", async () => {
  const first = overview({ connection: { ...overview().connection, state: "error", last_success_at: null, message: "There are no settings.", hint: "Name the file." } });
  const { main, leave } = await page({ overview: ready(first), setup: { items: [{ id: "settings", title: "Settings file", state: "failed", looked_for: "/etc/proxlb/proxlb.yaml", message: "Not found.", hint: "", fix: "" }], error: null } });
  for (const part of ["The cockpit cannot see the cluster yet", "There are no settings.", "Name the file.", "/etc/proxlb/proxlb.yaml"]) assert.ok(text(main).includes(part), part);
  leave();
});

test("never read is not: still loading, or the cockpit itself away", () => {
  assert.equal(neverRead(undefined), false);
  assert.equal(neverRead(failed({ code: "unreached", message: "" })), false);
  assert.equal(neverRead(failed({ code: "unavailable", message: "" })), true);
  assert.equal(neverRead(ready(overview())), false);
});
