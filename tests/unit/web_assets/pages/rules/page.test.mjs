/** The Rules page: what cannot hold first, each rule with its guests on their nodes, filters in the address. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { button, click, only, settle, stage, text, type } from "../../dom.mjs";
import { appWith, overview, ready, rule, ruleBook } from "../../states.mjs";
import { rulesView } from "../../../../../web_assets/app/pages/rules/rules.js";

const conflict = (id, more = {}) => ({ id, kind: "two-rules", severity: "serious", title: `Conflict ${id}`, cause: "Both want it.", remedy: "Drop one.", guests: [100], rules: [], commands: ["qm set 100 --tags x"], ...more });

async function page(book = ruleBook(), address = "#/rules") {
  const main = stage();
  history.replaceState(null, "", address);
  const app = appWith({ overview: ready(overview()), rules: ready(book) });
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  const leave = rulesView.mount(main, app);
  await settle();
  return { main, app, leave };
}

test("a rule shows every node with its guests, and marks where it is broken and by whom", async () => {
  const { main, leave } = await page();
  const [first, second] = main.querySelectorAll(".lane");
  assert.deepEqual([text(first), text(second)], ["pve1web-100", "pve2breaks itweb-101"]);
  assert.ok(second.querySelector(".guest-breaks"));
  assert.ok(text(only(main, ".rule-head")).includes("Violated"));
  leave();
});

test("conflicts come with cause, remedy, guests and commands, and are said to be none when there are none", async () => {
  const { main, leave } = await page(ruleBook({ conflicts: [conflict("a")] }));
  const told = text(only(main, "[data-key=Conflicts]"));
  for (const part of ["Conflict a", "Both want it.", "Drop one.", "web-100", "qm set 100 --tags x"]) assert.ok(told.includes(part), part);
  leave();
  const none = await page();
  assert.ok(text(none.main).includes("No rule contradicts another"));
  none.leave();
});

test("of many rules and conflicts some are drawn, and more when asked", async () => {
  const many = Array.from({ length: 35 }, (_, at) => rule(`affinity/tag/r${at}`, { name: `r${at}` }));
  const { main, leave } = await page(ruleBook({ rules: many, conflicts: Array.from({ length: 15 }, (_, at) => conflict(`c${at}`)) }));
  assert.equal(main.querySelectorAll("article").length, 10);
  click(main, "Show 20 more of 35");
  await settle();
  assert.equal(main.querySelectorAll("article").length, 30);
  click(main, "Show 5 more");
  await settle();
  assert.equal(only(main, "[data-key=Conflicts]").querySelectorAll(".notices > li").length, 15);
  leave();
});

test("a search and the filters that a link brought can be seen and taken back", async () => {
  const { main, app, leave } = await page(ruleBook({ rules: [rule(), rule("pin/tag/p", { kind: "pin", name: "p", members: [101], strict: false, state: "satisfied", breaking_guests: [], breaking_nodes: [] })] }), "#/rules?guest=101&rule=pin/tag/p");
  assert.equal(main.querySelectorAll("article").length, 1);
  assert.ok(text(main).includes("preference"));
  click(main, "Rule p");
  await settle();
  assert.equal(main.querySelectorAll("article").length, 2);
  assert.ok(button(main, "Guest web-101"));
  type(only(main, "input[type=search]"), "nothing like it");
  await settle();
  assert.ok(text(main).includes("No rule matches2 rules are hidden by the filters."));
  click(main, "Clear filters");
  await settle();
  assert.equal(app.router.route.params.toString(), "");
  leave();
});

test("what could not be read is missing, and is said to be", async () => {
  const { main, leave } = await page(ruleBook({ unread: ["settings", "ha"] }));
  assert.ok(text(only(main, "[data-key=unread]")).includes("ProxLB's settings cannot be read"));
  leave();
});
