/** The Balancing page: what is tried is in the address, what the file says is on the page, and only a save writes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text, type } from "../../dom.mjs";
import { appWith, guest, item, node, overview, plan, ready, rows, run, service } from "../../states.mjs";
import "../../../../../web_assets/app/elements/plb-toasts.js";
import { h } from "../../../../../web_assets/app/dom/h.js";
import { balancingView } from "../../../../../web_assets/app/pages/balancing/balancing.js";

const ITEMS = [item(), item("method", { kind: "choice", value: "memory", default: "memory", unit: "", choices: ["memory", "cpu"] })];

async function page(answers = {}, slices = {}) {
  const main = stage();
  document.body.append(h("plb-toasts", null));
  history.replaceState(null, "", "#/balancing");
  const app = appWith(
    { overview: ready(overview()), nodes: ready(rows("name", node())), guests: ready(rows("vmid", guest())), runs: ready(new Map()), service: ready(service()), settings: ready({ etag: "e1", readable: true }), ...slices },
    { balancing: { etag: "e1", items: ITEMS }, "POST plan": () => plan(), ...answers },
  );
  const leave = balancingView.mount(main, app);
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  await settle();
  const plans = () => app.asked.filter(([, path]) => path.startsWith("plan"));
  const elsewhere = async (etag, items) => {
    app.answers.balancing = { etag, items };
    app.store.update("settings", ready({ etag, readable: true }));
    await settle();
  };
  return { main, app, leave, plans, elsewhere, number: () => only(main, "[data-key=balanciness] input[type=number]"), toasts: () => text(only(document.body, "plb-toasts")) };
}

test("a changed value is tried, not saved: it is in the address and in the question, and can be taken back", async () => {
  const { main, app, plans, number, leave } = await page();
  type(number(), "25");
  await settle();
  assert.deepEqual(JSON.parse(app.router.route.params.get("try")), { settings: { balanciness: 25 } });
  assert.deepEqual(plans().at(-1)[2].settings, { balanciness: 25 });
  assert.ok(text(main).includes("Only tried, not saved"));
  click(main, "balanciness: back to 10 %");
  await settle();
  assert.equal(app.router.route.params.get("try"), null);
  assert.equal(app.asked.some(([method]) => method === "PATCH"), false);
  leave();
});

test("a file saved elsewhere shows at once, and what was tried stays tried", async () => {
  const { main, app, number, elsewhere, toasts, leave } = await page();
  type(number(), "25");
  await settle();
  await elsewhere("e2", [item("balanciness", { value: 12 }), { ...ITEMS[1], value: "cpu" }]);
  assert.equal(number().value, "25");
  assert.equal(button(only(main, "[data-key=method]"), "CPU").getAttribute("aria-pressed"), "true");
  assert.ok(button(main, "balanciness: back to 12 %"));
  assert.ok(toasts().includes("what you have changed is kept (1 setting)"), toasts());
  leave();
});

test("what the file says by itself now is no change any more, and the plan is asked for anew", async () => {
  const { main, app, number, elsewhere, plans, leave } = await page();
  type(number(), "25");
  await settle();
  const before = plans().length;
  await elsewhere("e2", [item("balanciness", { value: 25 }), ITEMS[1]]);
  assert.equal(app.router.route.params.get("try"), null);
  assert.equal(button(main, "Save").disabled, true);
  assert.ok(plans().length > before);
  leave();
});

test("with nothing tried, another file is another plan", async () => {
  const { number, elsewhere, plans, leave } = await page();
  const before = plans().length;
  await elsewhere("e2", [item("balanciness", { value: 12 }), ITEMS[1]]);
  assert.equal(number().value, "12");
  assert.equal(plans().length, before + 1);
  leave();
});

test("saving names the state of the file it was made for, and its own save is not news", async () => {
  const { main, app, number, elsewhere, toasts, leave } = await page({ "PATCH balancing": { etag: "e2", saved: { notes: ["Comments stay."], backup: "b1" } } });
  type(number(), "25");
  await settle();
  app.answers.balancing = { etag: "e2", items: [item("balanciness", { value: 25 }), ITEMS[1]] };
  click(main, "Save");
  const dialog = only(document.body, "dialog");
  assert.ok(text(dialog).includes("balanciness balanciness10 %25 %"), text(dialog));
  click(dialog, "Save, next run");
  app.store.update("settings", ready({ etag: "e2", readable: true }));
  await settle();
  assert.deepEqual(app.asked.find(([method]) => method === "PATCH"), ["PATCH", "balancing", { balanciness: 25 }, { method: "PATCH", etag: "e1" }]);
  assert.deepEqual(app.done.filter(([name]) => name === "ask"), [["ask", "reload"]]);
  assert.equal(app.router.route.params.get("try"), null);
  assert.ok(toasts().includes("Settings saved.Comments stay."));
  assert.ok(!toasts().includes("elsewhere"), toasts());
  await elsewhere("e3", [item("balanciness", { value: 5 }), ITEMS[1]]);
  assert.ok(toasts().includes("elsewhere"));
  leave();
});

test("a refused save loses nothing, and then shows the file it was refused for", async () => {
  const refusal = Object.assign(new Error("Somebody else saved meanwhile."), { code: "stale", hint: "Look again." });
  const { main, app, number, toasts, leave } = await page({ "PATCH balancing": refusal });
  type(number(), "25");
  await settle();
  click(main, "Save");
  app.answers.balancing = { etag: "e2", items: [item("balanciness", { value: 12 }), ITEMS[1]] };
  app.store.update("settings", ready({ etag: "e2", readable: true }));
  await settle();
  assert.equal(text(button(main, "balanciness: back to 10 %")), "was 10 %", "not while the question is open");
  click(only(document.body, "dialog"), "Only save");
  await settle();
  assert.ok(toasts().includes("Somebody else saved meanwhile."));
  assert.equal(number().value, "25");
  assert.equal(text(button(main, "balanciness: back to 12 %")), "was 12 %");
  leave();
});

test("a plan that is refused is told beside the last one", async () => {
  const { main, app, number, leave } = await page();
  app.answers["POST plan"] = Object.assign(new Error("balanciness: at least 0."), { code: "invalid", hint: "" });
  type(number(), "-5");
  await settle();
  assert.ok(text(only(main, "[role=alert]")).includes("balanciness: at least 0."));
  assert.ok(text(main).includes("One guest would move."));
  assert.ok(main.querySelector(".plan-old"));
  assert.equal(button(main, "Save").disabled, true);
  leave();
});

test("a dry run's answer stands beside the plan, with what differs", async () => {
  const moves = [{ guest: "web", vmid: 1, type: "vm", source: "pve1", target: "pve2", executed: true, reason: "x", comparison: "same", planned_target: null }, { guest: "db", vmid: 2, type: "vm", source: "pve1", target: "pve3", executed: true, reason: "x", comparison: "only-engine", planned_target: null }];
  const detail = { ...run(), overrides: null, last_words: [], solver: null, result: { moves, migrations: [], nodes: [], summary: null, best_node: null } };
  const { main, app, leave } = await page({ "runs/r9": detail });
  click(main, "Dry run");
  await settle();
  assert.deepEqual(app.done[0], ["start", "dry-run", {}]);
  app.store.update("runs", ready(rows("id", run("r9"))));
  await settle();
  const card = only(main, ".dry-run");
  assert.ok(text(card).includes("1 same1 different"), text(card));
  assert.deepEqual([...card.querySelectorAll("li")].map(text), ["only ProxLBdbpve1pve3"]);
  leave();
});

test("what if: a node's state and a guest's pin are tried, a guest nobody has is refused", async () => {
  const { main, app, plans, leave } = await page();
  const select = only(main, "select[aria-label='What if pve1']");
  select.value = "maintenance";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
  assert.deepEqual(plans().at(-1)[2].nodes, { pve1: "maintenance" });
  const field = only(main, "input[aria-label='Guest to hold']");
  field.value = "web-100 (100)";
  only(main, "select[name=node]").value = "pve1";
  only(main, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settle();
  assert.deepEqual(plans().at(-1)[2].pins, { 100: ["pve1"] });
  assert.ok(text(only(main, ".what-if-pins")).includes("web-100 on pve1"));
  click(main, "Forget the pin of web-100");
  await settle();
  assert.deepEqual(plans().at(-1)[2].pins, {});
  leave();
});

test("a read-only cockpit tries, and writes nothing", async () => {
  const { main, leave } = await page({}, { session: { read_only: true } });
  for (const label of ["Save", "Dry run", "Best node", "Rebalance now"]) assert.equal(button(main, label).disabled, true, label);
  leave();
});
