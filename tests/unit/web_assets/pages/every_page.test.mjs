/** What every page keeps: each state of its data has a picture of its own, and no name of a guest becomes markup. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { paint, settle, stage, text } from "../dom.mjs";
import { appWith, config, failed, guest, HOSTILE, item, loading, migration, node, overview, plan, ready, rows, rule, ruleBook, run, service } from "../states.mjs";
import { balancingView } from "../../../../web_assets/app/pages/balancing/balancing.js";
import { guestsView } from "../../../../web_assets/app/pages/guests/guests.js";
import { migrationsView } from "../../../../web_assets/app/pages/migrations/migrations.js";
import { nodesView } from "../../../../web_assets/app/pages/nodes/nodes.js";
import { overviewView } from "../../../../web_assets/app/pages/overview/overview.js";
import { rulesView } from "../../../../web_assets/app/pages/rules/rules.js";
import { runsView } from "../../../../web_assets/app/pages/runs/runs.js";
import { serviceView } from "../../../../web_assets/app/pages/service/service.js";
import { settingsView } from "../../../../web_assets/app/pages/settings/settings.js";

beforeEach(() => {
  globalThis.navigator ??= {};
});

const ANSWERS = {
  config: config(), "config/raw": { etag: "e1", text: "balancing:\n  balanciness: 10\n" }, "config/backups": { items: [] }, balancing: { etag: "e1", items: [item()] },
  "POST plan": () => plan(), migrations: { items: [], note: "" }, runs: { items: [], note: "" }, setup: { items: [] }, "runs/r1": { ...run(), overrides: null, last_words: [], result: null, solver: null },
};

/** Each page with the topic that decides what it shows, full and empty. */
const PAGES = {
  overview: { view: overviewView, topic: "overview", full: () => overview(), empty: null, says: "3 moves pending" },
  nodes: { view: nodesView, topic: "nodes", full: () => rows("name", node("pve1"), node("pve2")), empty: () => new Map(), says: "pve2", none: "No nodes" },
  guests: { view: guestsView, topic: "guests", full: () => rows("vmid", guest(100), guest(101)), empty: () => new Map(), says: "2 guests", none: "No guests" },
  rules: { view: rulesView, topic: "rules", full: () => ruleBook(), empty: () => ruleBook({ rules: [] }), says: "web-100 and web-101 are apart.", none: "No rules" },
  migrations: { view: migrationsView, topic: "migrations", full: () => rows("id", migration()), empty: () => new Map(), says: "web-100", none: "No migrations yet" },
  runs: { view: runsView, topic: "runs", full: () => rows("id", run()), empty: () => new Map(), says: "3 guests would move.", none: "No runs yet" },
  service: { view: serviceView, topic: "service", full: () => service(), empty: null, says: "2.3.0" },
  balancing: { view: balancingView, topic: "nodes", full: () => rows("name", node("pve1")), empty: null, says: "One guest would move." },
};

/** Everything there is, so that a test can take one topic away. */
const world = () => ({
  overview: ready(overview()), nodes: ready(rows("name", node("pve1"), node("pve2"))), guests: ready(rows("vmid", guest(100), guest(101))), migrations: ready(rows("id", migration())),
  rules: ready(ruleBook()), service: ready(service()), runs: ready(rows("id", run())), settings: ready({ etag: "e1", readable: true }), setup: { items: [], error: null },
});

async function shown(name, slices, answers = ANSWERS) {
  const main = stage();
  history.replaceState(null, "", `#/${name}`);
  const app = appWith({ ...world(), ...slices }, answers);
  const leave = PAGES[name]?.view.mount(main, app) ?? settingsView.mount(main, app);
  paint();
  await settle();
  // The history of migrations is asked for when the filter has rested for a moment.
  if (name === "migrations") await new Promise((resolve) => setTimeout(resolve, 300)).then(() => settle());
  return { main, app, leave };
}

for (const [name, { topic, full, empty, says, none }] of Object.entries(PAGES)) {
  test(`${name}: shows what there is, and draws no more after it was left`, async () => {
    const { main, app, leave } = await shown(name, { [topic]: ready(full()) });
    assert.ok(text(main).includes(says), text(main));
    assert.equal(main.querySelector("[role=alert]"), null, text(main));
    leave();
    const before = main.innerHTML;
    app.store.update(topic, failed());
    paint();
    assert.equal(main.innerHTML, before);
  });

  test(`${name}: while it loads there is a skeleton, and no word of emptiness`, async () => {
    const { main, leave } = await shown(name, { [topic]: loading(), overview: loading() });
    assert.ok(main.querySelector(".skeleton"), text(main));
    if (none) assert.ok(!text(main).includes(none), text(main));
    leave();
  });

  test(`${name}: a failure says what, what next, and the id that finds it in the log`, async () => {
    const { main, leave } = await shown(name, { [topic]: failed(), overview: topic === "overview" ? failed({ code: "unreached", message: "No node answers.", hint: "Look at the network.", id: "a1b2" }) : ready(overview()) });
    const told = text(main.querySelector("[role=alert]"));
    for (const part of ["No node answers.", "Look at the network.", "id a1b2"]) assert.ok(told.includes(part), told);
    leave();
  });

  if (empty) {
    test(`${name}: nothing there is said in words`, async () => {
      const { main, leave } = await shown(name, { [topic]: ready(empty()) });
      assert.ok(text(main).includes(none), text(main));
      assert.equal(main.querySelector(".skeleton"), null);
      leave();
    });
  }

  if (empty?.() instanceof Map && name !== "runs") {
    test(`${name}: before the cluster was read once, an empty list means nothing yet`, async () => {
      const unread = overview({ connection: { ...overview().connection, state: "loading", last_success_at: null } });
      const { main, leave } = await shown(name, { [topic]: ready(empty()), overview: ready(unread) });
      assert.ok(main.querySelector(".skeleton"), text(main));
      assert.ok(!text(main).includes(none), text(main));
      leave();
    });
  }
}

/** The same names in every place a name can stand. */
function hostileWorld(bad) {
  const told = { message: bad, hint: bad };
  const places = { source: bad, target: bad, node: bad };
  return {
    overview: ready(overview({ cluster: { name: bad, quorate: true, version: bad }, warnings: [{ code: "x", severity: "warning", title: bad, detail: bad, hint: bad, link: "#/rules" }] })),
    nodes: ready(rows("name", node(bad, { maintenance: ["settings"], version: bad }), node("pve2", { status: bad }))),
    guests: ready(rows("vmid", guest(100, { name: bad, node: bad, pool: bad, tags: [{ text: bad, kind: "plain", value: bad, color: bad }], why: { would: "move", reason: "x", sentence: bad, target: bad } }))),
    migrations: ready(rows("id", migration(bad, { guest: bad, reason: bad, user: bad, state: "failed", ...places }))),
    rules: ready(ruleBook({ rules: [rule(`affinity/tag/${bad}`, { name: bad, sentence: bad, comment: bad, notes: [bad] })], conflicts: [{ id: bad, kind: bad, severity: "serious", title: bad, cause: bad, remedy: bad, guests: [100], rules: [], commands: [bad] }], guests: { 100: { name: bad, type: "vm", node: bad, status: "running", seen: true } } })),
    service: ready(service({ ...told, state: "failed", exit_code: 1, last_lines: [bad], version: bad, details: [{ name: bad, value: bad }] })),
    runs: ready(rows("id", run("r1", { ...told, kind: bad }))),
    setup: { items: [{ id: bad, title: bad, state: "failed", looked_for: bad, fix: bad, ...told }], error: null },
  };
}

for (const name of [...Object.keys(PAGES), "settings"]) {
  test(`${name}: no name becomes markup, and none hides its neighbors`, async () => {
    for (const bad of HOSTILE) {
      const hostile = {
        ...ANSWERS,
        "POST plan": plan({ summary: bad, moves: [{ ...plan().moves[0], guest: bad, source: bad, target: bad, sentence: bad }], warnings: [{ code: "w", message: bad, node: bad, guest: bad }], assumptions: [bad] }),
        config: config({ path: bad, values: { balancing: { balanciness: bad, pools: { [bad]: { type: bad, pin: [bad] } } } }, problems: [{ severity: "error", code: bad, path: ["balancing", "balanciness"], line: 1, column: 1, message: bad, hint: bad, suggestion: bad }] }),
        "config/raw": { etag: "e1", text: bad }, balancing: { etag: "e1", items: [item("balanciness", { title: bad, help: bad, note: bad })] }, setup: { items: hostileWorld(bad).setup.items },
        "runs/r1": { ...run(), overrides: null, last_words: [bad], solver: null, result: { moves: [{ guest: bad, vmid: 1, type: bad, source: bad, target: bad, executed: true, reason: bad, comparison: "different-target", planned_target: bad }], migrations: [], nodes: [{ name: bad, maintenance: true, cpu_percent: 1, memory_percent: 1, disk_percent: 1 }], summary: null, best_node: bad } },
      };
      const { main, leave } = await shown(name, hostileWorld(bad), hostile);
      assert.equal(main.querySelectorAll("img, script, iframe, [onerror], [onclick]").length, 0);
      assert.ok(!/[\u0000-\u0008\u202a-\u202e]/.test(main.textContent), "what turns or hides text is made visible");
      assert.ok(text(main).length > 20);
      leave();
    }
  });
}
