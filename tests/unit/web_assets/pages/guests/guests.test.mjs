/** The Guests page: a window over thousands of rows, filters in the address, one guest beside the table. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { click, only, paint, settle, stage, text, type } from "../../dom.mjs";
import { appWith, guest, migration, overview, ready, rows } from "../../states.mjs";
import { guestsView } from "../../../../../web_assets/app/pages/guests/guests.js";

const many = (amount) => rows("vmid", ...Array.from({ length: amount }, (_, at) => guest(100 + at, { memory_percent: at % 97, node: `pve${at % 3}` })));

async function page(guests, address = "#/guests") {
  const main = stage();
  history.replaceState(null, "", address);
  const app = appWith({ overview: ready(overview()), guests: ready(guests), migrations: ready(rows("id", migration("a", { reason: "No space." }))) });
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  const leave = guestsView.mount(main, app);
  await settle();
  const names = () => [...main.querySelectorAll("tr[data-vmid]")].map((row) => Number(row.dataset.vmid));
  const press = (key) => only(main, "table").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  return { main, app, leave, names, press, scroller: () => only(main, ".table-scroll"), table: () => only(main, "table") };
}

test("of 5,000 guests only the rows in sight exist, and the rest is room to scroll in", async () => {
  const { main, leave, names, scroller, table } = await page(many(5000));
  assert.ok(names().length < 120, `${names().length} rows`);
  assert.equal(table().getAttribute("aria-rowcount"), "5001");
  const [above, below] = main.querySelectorAll("tr.spacer");
  assert.equal(parseInt(above.style.height) + parseInt(below.style.height) + names().length * 36, 5000 * 36);
  scroller().scrollTop = 36 * 3000;
  scroller().dispatchEvent(new Event("scroll"));
  paint();
  assert.ok(names().includes(3110) && !names().includes(100));
  assert.equal(only(main, "tr[data-vmid='3110']").getAttribute("aria-rowindex"), "3012");
  leave();
});

test("scrolling by a row reuses the others", async () => {
  const { main, leave, scroller } = await page(many(500));
  const before = new Map([...main.querySelectorAll("tr[data-vmid]")].map((row) => [row.dataset.vmid, row]));
  scroller().scrollTop = 36 * 25;
  scroller().dispatchEvent(new Event("scroll"));
  paint();
  for (const row of main.querySelectorAll("tr[data-vmid]")) if (before.has(row.dataset.vmid)) assert.equal(row, before.get(row.dataset.vmid));
  leave();
});

test("a head sorts, the other way round the second time, and says so", async () => {
  const { main, app, leave, names } = await page(many(30));
  click(main, "Memory");
  await settle();
  assert.deepEqual(Object.fromEntries(app.router.route.params), { sort: "memory_percent", order: "desc" });
  assert.equal(names()[0], 129);
  click(main, "Memory");
  await settle();
  assert.equal(names()[0], 100);
  assert.equal(only(main, "th.col-memory").getAttribute("aria-sort"), "ascending");
  leave();
});

test("the keyboard moves row by row and opens one beside the table; Escape closes it", async () => {
  const { main, app, leave, press, table } = await page(many(30));
  press("ArrowDown");
  press("ArrowDown");
  assert.equal(table().getAttribute("aria-activedescendant"), "guest-101");
  press("Enter");
  await settle();
  assert.equal(app.router.route.params.get("guest"), "101");
  assert.equal(only(main, "tr[data-vmid='101']").getAttribute("aria-selected"), "true");
  assert.equal(only(main, "aside h2").textContent, "web-101");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await settle();
  assert.equal(main.querySelector("aside"), null);
  press("End");
  assert.equal(table().getAttribute("aria-activedescendant"), "guest-129");
  leave();
});

test("the panel: why it moves or stays, what its tags mean, and where it went", async () => {
  const one = guest(100, { why: { would: "stay", reason: "pin", sentence: "Stays: pinned to pve1", target: null }, ignored: true, ignored_by: "plb_ignore", pinned_to: ["pve1"], score: 88, tags: [{ text: "plb_pin_pve1", kind: "pin", value: "pve1", color: "ff0000" }] });
  const { main, leave } = await page(rows("vmid", one), "#/guests?guest=100");
  const panel = text(only(main, "aside"));
  for (const part of ["Stays: pinned to pve1", "ProxLB never moves this guest, because of plb_ignore.", "It may run on pve1 only.", "May run on pve1 only, or on the other nodes it is pinned to.", "88 of 100", "pve1 → pve2", "No space."]) assert.ok(panel.includes(part), part);
  assert.equal(only(main, "aside .tag").style.color, "#000000", "readable on its own color");
  leave();
});

test("a guest that is gone, and filters that hide all, are not the same as no guests", async () => {
  const { main, app, leave } = await page(many(3), "#/guests?guest=999");
  assert.ok(text(only(main, "aside")).includes("No guest 999"));
  type(only(main, "input[type=search]"), "nothing like it");
  await settle();
  assert.ok(text(main).includes("No guest matches3 guests are hidden by the filters."));
  assert.ok(text(main).includes("0 of 3 guests"));
  click(main, "Clear filters");
  await settle();
  assert.equal(app.router.route.params.get("q"), null);
  assert.equal(main.querySelectorAll("tr[data-vmid]").length, 3);
  leave();
});

test("columns are chosen, kept for this browser, and the name stays", async () => {
  const { main, leave } = await page(many(2));
  const box = [...main.querySelectorAll(".menu-body label")].find((label) => text(label) === "Pool").querySelector("input");
  assert.equal(box.checked, false);
  box.checked = true;
  box.dispatchEvent(new Event("change"));
  await settle();
  assert.ok(main.querySelector("th.col-pool"));
  assert.ok(JSON.parse(localStorage.getItem("proxlb-ui.guest-columns")).includes("pool"));
  assert.equal([...main.querySelectorAll(".menu-body label")].some((label) => text(label) === "Name"), false);
  leave();
});

test("a delta redraws the rows that changed, and the table stays the same element", async () => {
  const { main, app, leave, table } = await page(many(3));
  const before = table();
  before.focus();
  const data = new Map(app.store.get("guests").data);
  data.set("100", { ...data.get("100"), lock: "migrate" });
  app.store.update("guests", ready(data));
  await settle();
  assert.equal(table(), before);
  assert.ok(text(only(main, "tr[data-vmid='100']")).includes("migrating"));
  assert.ok(only(main, "tr[data-vmid='100']").classList.contains("migrating"));
  leave();
});
