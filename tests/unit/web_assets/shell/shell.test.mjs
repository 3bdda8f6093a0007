/** The frame: how fresh the data is, what is wrong with it, and where the reader is. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { only, stage, text } from "../dom.mjs";
import { appWith, failed, overview, ready } from "../states.mjs";
import { h, morph } from "../../../../web_assets/app/dom/h.js";
import { markPage, markRunning } from "../../../../web_assets/app/shell/navigation.js";
import { buildShell, paintShell } from "../../../../web_assets/app/shell/shell.js";
import { listenForShortcuts } from "../../../../web_assets/app/shell/shortcuts.js";

const PAGES = {
  overview: { title: "Overview", symbol: "overview", key: "o", first: true },
  runs: { title: "Runs", symbol: "runs", key: "u" },
  logs: { title: "Logs", symbol: "logs", key: "l" },
};

/** @param {any} more of the connection @param {any} slices */
function frame(more = {}, slices = {}) {
  const root = stage();
  const shell = buildShell(PAGES);
  morph(root, shell.root);
  const now = new Date().toISOString();
  const data = overview({ connection: { ...overview().connection, last_success_at: now, ...more } });
  const app = appWith({ overview: { ...ready(data), asOf: Date.now() }, stream: { state: "open" }, ...slices });
  paintShell(shell, app, "Overview");
  return { root, shell, app };
}

test("fresh data: live, no banner, the cluster and its health", () => {
  const { shell } = frame();
  assert.ok(text(shell.top).startsWith("Overviewlab"));
  assert.equal(only(shell.top, ".dot").getAttribute("aria-label"), "live");
  assert.equal(text(shell.banner), "");
  assert.equal(text(only(shell.top, "[data-key=health]")), "Not balanced");
  assert.equal(shell.main.hasAttribute("data-stale"), false);
});

test("Proxmox away: the last data stay, dimmed, with the reason and the next try", () => {
  const { shell } = frame({ state: "unreachable", message: "No node answers.", hint: "Look at the network.", retry_at: new Date(Date.now() + 9000).toISOString() });
  assert.match(text(shell.banner), /^No node answers\. Look at the network\.next try in/);
  assert.equal(shell.main.hasAttribute("data-stale"), true);
});

test("old data are called old, the cockpit away is called that", () => {
  const old = frame({ state: "ok", last_success_at: "2020-01-01T00:00:00Z" }, { overview: { ...ready(overview()), asOf: 1 } });
  assert.match(text(old.shell.banner), /^The data is old/);
  const away = frame({}, { reached: false });
  assert.match(text(away.shell.banner), /^The cockpit cannot be reached/);
  const polling = frame({}, { stream: { state: "polling" } });
  assert.equal(only(polling.shell.top, ".dot").getAttribute("aria-label"), "polling every 10 s");
});

test("on a first run the overview says what is wrong, and the banner does not say it again", () => {
  const { shell, app } = frame({}, { overview: failed({ code: "unavailable", message: "No settings.", hint: "", id: "" }) });
  assert.equal(text(shell.banner), "");
  app.store.update("overview", { ...ready(overview({ connection: { ...overview().connection, state: "error", message: "No settings.", last_success_at: null } })), asOf: 0 });
  paintShell(shell, app, "Guests");
  assert.match(text(shell.banner), /^No settings\./);
});

test("an open page notices that the cockpit was updated", () => {
  document.head.replaceChildren(h("meta", { name: "build", content: "old" }));
  const { shell } = frame({}, { serverBuild: "new" });
  assert.ok(text(shell.banner).includes("The cockpit was updated."));
  document.head.replaceChildren();
});

test("a theme is chosen, kept, and left to the system again", () => {
  const { shell, app } = frame();
  const chosen = [];
  for (let times = 0; times < 3; times += 1) {
    shell.top.querySelector("[data-key=theme]").click();
    paintShell(shell, app, "Overview");
    chosen.push([document.documentElement.dataset.theme, JSON.parse(localStorage.getItem("proxlb-ui.theme"))]);
  }
  assert.deepEqual(chosen, [["light", "light"], ["dark", "dark"], [undefined, "system"]]);
});

test("the page one is on is marked, also behind More; a run under way shows on both", () => {
  const { shell } = frame();
  markPage(shell.navigation, "logs");
  const current = shell.navigation.links.filter((link) => link.getAttribute("aria-current") === "page");
  assert.deepEqual(current.map((link) => link.dataset.page), ["logs"]);
  assert.ok(shell.navigation.more.classList.contains("here"));
  markRunning(shell.navigation, true);
  markRunning(shell.navigation, true);
  assert.equal(shell.root.querySelectorAll(".nav-dot").length, 2);
  markRunning(shell.navigation, false);
  assert.equal(shell.root.querySelectorAll(".nav-dot").length, 0);
});

test("More offers the rarer pages in a dialog that closes when one is chosen", () => {
  const { shell } = frame();
  shell.navigation.more.click();
  const sheet = only(document.body, "dialog");
  assert.deepEqual([...sheet.querySelectorAll("a")].map(text), ["Runs", "Logs"]);
  sheet.querySelector("a").click();
  assert.equal(document.querySelector("dialog"), null);
});

test("single keys go to pages, not while one types, not in a dialog, not when turned off", () => {
  const main = stage();
  const went = [];
  listenForShortcuts({ go: (name) => went.push(name) }, PAGES);
  const press = (key, target = document.body, more = {}) => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  press("l");
  const field = h("input", { "data-search": "" });
  main.append(field);
  press("u", field);
  press("u", document.body, { ctrlKey: true });
  press("x");
  assert.deepEqual(went, ["logs"]);
  press("?");
  const help = only(document.body, "dialog");
  assert.ok(text(help).includes("Single-key shortcuts are on"));
  press("u");
  const box = only(help, "input[type=checkbox]");
  box.checked = false;
  box.dispatchEvent(new Event("change"));
  help.close();
  press("u");
  assert.deepEqual(went, ["logs"]);
});
