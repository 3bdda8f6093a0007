/** The service: its state and buttons, what the cockpit found at start, and about the cockpit itself. */

import { h } from "../../dom/h.js";
import { button, card, chip } from "../../dom/parts.js";
import { factList } from "../../dom/table.js";
import "../../shared/service_control/plb-service-panel.js";
import { loadSetup, setupCard } from "../../shared/setup_checks/setup_checks.js";
import { follow, placeholder } from "../page.js";

/** @type {[string, string][]} */
const EFFECTS = [
  ["Start", "Starts ProxLB. Its first run begins at once and may migrate guests."],
  ["Stop", "Ends ProxLB. Proxmox finishes a migration that is running; guests stay where they are."],
  ["Restart", "Stop, then start: an immediate run with real migrations. ProxLB loses track of a migration that is running."],
  ["Reload", "ProxLB reads its settings file again; nothing is interrupted, the change counts from the next run on."],
];

/** @type {import("../page.js").View} */
export const serviceView = {
  topics: ["service"],
  mount(main, app) {
    loadSetup(app);
    return follow(main, app, ["service", "action", "setup", "session", "overview"], () => [page(app)]);
  },
};

/** @param {import("../../types.js").App} app */
function page(app) {
  return h(
    "div",
    { class: "service-page", "data-key": "service" },
    h("div", { class: "stack", "data-key": "left" }, panel(app), capabilities(app), effects(), about(app)),
    h("div", { class: "stack", "data-key": "right" }, setupCard(app, app.store.get("setup") ?? { items: null, error: null })),
  );
}

/** @param {import("../../types.js").App} app */
function panel(app) {
  const state = app.store.get("service");
  if (!state?.data) return card({ title: "ProxLB service" }, placeholder(app, "service", 6));
  return card(
    { title: "ProxLB service" },
    h("plb-service-panel", {
      on: { action: (/** @type {CustomEvent<string>} */ event) => app.actions.ask(event.detail), dismiss: () => app.actions.dismiss() },
      props: { state: { service: state.data, pending: app.store.get("action"), compact: false } },
    }),
  );
}

/** @type {Record<string, string>} */
const CAPABILITIES = {
  "read-log": "Read ProxLB's log",
  start: "Start ProxLB",
  stop: "Stop ProxLB",
  restart: "Restart ProxLB",
  reload: "Reload ProxLB",
  "run-engine": "Run the engine once, for dry runs and best node",
};

/** @param {import("../../types.js").App} app */
function capabilities(app) {
  /** @type {import("../../types.js").Service|undefined} */
  const service = app.store.get("service")?.data;
  if (!service?.capabilities?.length) return null;
  const rows = service.capabilities.map(({ name, allowed, reason }) =>
    h("li", { "data-key": name }, chip(allowed ? "ok" : "off", CAPABILITIES[name] ?? name, allowed ? "ok" : "stopped"), reason ? h("span", { class: "hint" }, reason) : null),
  );
  return card({ title: `What the cockpit may do in ${service.runtime === "docker" ? "Docker" : service.runtime}` }, h("ul", { class: "capabilities" }, ...rows));
}

function effects() {
  return card({ title: "What each button does" }, factList(EFFECTS, { look: "facts-wide" }));
}

/** @param {import("../../types.js").App} app */
function about(app) {
  /** @type {import("../../types.js").Session|null} */
  const session = app.store.get("session");
  const overview = app.store.get("overview")?.data;
  if (!session) return null;
  /** @type {[string, string][]} */
  const rows = [
    ["Cockpit", session.version],
    ["Connected to", overview?.connection.host || "no node yet"],
    ["Proxmox VE", overview?.cluster.version || "unknown"],
    ["Access", session.auth === "token" ? "by token" : "open to everyone who reaches this page"],
  ];
  const signOut = () => app.signOut();
  return card(
    { title: "About this cockpit", aside: [session.read_only ? chip("info", "read-only", "lock") : null] },
    factList(rows),
    session.auth === "token" ? button("Sign out", { key: "out", click: signOut }) : null,
  );
}
