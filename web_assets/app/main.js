/** Starts the page: store, streams, router, views; the browser's composition root. */

import { EventsSocket } from "./api/events_socket.js";
import { read, write } from "./api/http.js";
import { announce } from "./dom/announce.js";
import { oncePerFrame } from "./dom/frame.js";
import { h, morph } from "./dom/h.js";
import { problemState, skeleton } from "./dom/parts.js";
import { neverRead, overviewView } from "./pages/overview/overview.js";
import { showSignIn } from "./pages/sign_in/sign_in.js";
import { Router, tokenIn } from "./router.js";
import { KIND_WORDS, RunActions } from "./shared/run/actions.js";
import { ServiceActions } from "./shared/service_control/actions.js";
import { loadSetup } from "./shared/setup_checks/setup_checks.js";
import { markPage, markRunning } from "./shell/navigation.js";
import { RunWatch } from "./shell/run_watch.js";
import { buildShell, paintShell } from "./shell/shell.js";
import { listenForShortcuts } from "./shell/shortcuts.js";
import { setOffset } from "./state/clock.js";
import { LiveData } from "./state/live.js";
import { Store } from "./state/store.js";

/** @type {Record<string, import("./pages/page.js").Page>} the first is home; the others are fetched when they are wanted; key is the shortcut, first the place in a phone's bar */
const PAGES = {
  overview: { title: "Overview", symbol: "overview", key: "o", first: true, load: async () => overviewView },
  nodes: { title: "Nodes", symbol: "nodes", key: "n", first: true, load: async () => (await import("./pages/nodes/nodes.js")).nodesView },
  guests: { title: "Guests", symbol: "guests", key: "g", first: true, load: async () => (await import("./pages/guests/guests.js")).guestsView },
  rules: { title: "Rules", symbol: "affinity", key: "r", load: async () => (await import("./pages/rules/rules.js")).rulesView },
  balancing: { title: "Balancing", symbol: "balancing", key: "b", first: true, load: async () => (await import("./pages/balancing/balancing.js")).balancingView },
  migrations: { title: "Migrations", symbol: "migrations", key: "m", load: async () => (await import("./pages/migrations/migrations.js")).migrationsView },
  runs: { title: "Runs", symbol: "runs", key: "u", load: async () => (await import("./pages/runs/runs.js")).runsView },
  logs: { title: "Logs", symbol: "logs", key: "l", load: async () => (await import("./pages/logs/logs.js")).logsView },
  settings: { title: "Settings file", nav: "Settings", symbol: "settings", key: "f", load: async () => (await import("./pages/settings/settings.js")).settingsView },
  service: { title: "Service", symbol: "service", key: "s", load: async () => (await import("./pages/service/service.js")).serviceView },
};
/** @type {import("./types.js").Topic[]} what the frame around every page shows */
const EVERYWHERE = ["overview", "runs"];
const STALE_CHECK_MS = 5000;
const SKELETON_AFTER_MS = 150;
const RETRY_MS = 3000;
const root = /** @type {HTMLElement} */ (document.getElementById("root"));

showUncaughtErrors();
start();

async function start() {
  const token = tokenIn(location.hash);
  if (token !== null) history.replaceState(null, "", "#/overview");
  try {
    if (token !== null) await write("session", { token });
    const session = await read("session");
    if (session.signed_in) runCockpit(session);
    else askForToken("");
  } catch (error) {
    if (token !== null && /** @type {any} */ (error).code !== "unreached") askForToken(/** @type {any} */ (error).message);
    else {
      morph(root, h("main", { class: "sign-in", "data-key": "problem" }, problemState(/** @type {any} */ (error))));
      setTimeout(start, RETRY_MS);
    }
  }
}

/** @param {string} problem */
function askForToken(problem) {
  const signIn = async (/** @type {string} */ token) => {
    await write("session", { token });
    runCockpit(await read("session"));
  };
  showSignIn(root, signIn, problem);
}

/** @param {import("./types.js").Session} session */
function runCockpit(session) {
  const store = new Store();
  store.update("session", session);
  store.update("serverBuild", session.build);
  const live = new LiveData(store, new EventsSocket(), read);
  const router = new Router(Object.keys(PAGES));
  const signOut = async () => {
    await write("session", {}, { method: "DELETE" });
    location.reload();
  };
  const app = { store, live, router, read, write, actions: new ServiceActions(store, { read, write }), runs: new RunActions(store, write), signOut };
  showPages(app);
  store.addEventListener("change:clockOffset", () => setOffset(store.get("clockOffset")));
  store.addEventListener("change:denied", () => location.reload());
  store.addEventListener("change:action", () => reportAction(store));
  store.addEventListener("change:overview", () => {
    if (neverRead(store.get("overview")) && !store.get("setup")) loadSetup(app);
  });
  listenForShortcuts(router, PAGES);
  live.start();
}

/** @param {import("./types.js").App} app */
function showPages(app) {
  const { store, router } = app;
  const shell = buildShell(PAGES);
  morph(root, shell.root);
  let shown = "";
  let leave = () => {};
  const frame = oncePerFrame(() => paintShell(shell, app, PAGES[shown]?.title ?? ""));
  const show = async () => {
    const { name } = router.route;
    const entry = PAGES[name];
    store.update("route", router.route);
    if (name === shown || !entry) return;
    leave();
    leave = () => {};
    const first = shown === "";
    shown = name;
    enter(shell, name, entry.title);
    frame();
    const waiting = setTimeout(() => morph(shell.main, skeleton(8)), SKELETON_AFTER_MS);
    try {
      const view = await entry.load();
      clearTimeout(waiting);
      if (shown !== name) return;
      shell.main.replaceChildren();
      shell.main.classList.toggle("fills", view.fills ?? false);
      app.live.want([...new Set([...EVERYWHERE, ...view.topics])]);
      leave = view.mount(shell.main, app);
    } catch (cause) {
      clearTimeout(waiting);
      if (shown !== name) return;
      console.error(cause);
      morph(shell.main, problemState({ message: `The page ${entry.title} could not be loaded.`, hint: "Reload; the cockpit may have been updated." }));
    }
    if (!first) shell.main.focus({ preventScroll: true });
  };
  for (const link of shell.navigation.links) {
    // The pointer arrives before the click: the page's modules are then there already.
    link.addEventListener("pointerenter", () => PAGES[link.dataset.page ?? ""]?.load().catch(() => undefined));
  }
  router.addEventListener("route", show);
  router.start();
  const runs = new RunWatch();
  store.watch(["runs"], () => {
    const over = runs.ended(store.get("runs")?.data);
    markRunning(shell.navigation, runs.any);
    // Where the run is in sight it tells the outcome itself.
    over.filter((run) => shown !== "runs" && !(shown === "balancing" && store.get("balancingRun") === run.id)).forEach(reportRun);
  });
  store.watch(["overview", "stream", "reached", "serverBuild", "theme"], frame);
  setInterval(frame, STALE_CHECK_MS);
  show();
}

/**
 * @param {import("./shell/shell.js").Shell} shell
 * @param {string} name
 * @param {string} title
 */
function enter(shell, name, title) {
  shell.main.replaceChildren();
  shell.main.className = `view-${name}`;
  shell.main.scrollTop = 0;
  document.title = `${title} – ProxLB`;
  markPage(shell.navigation, name);
}

/** @param {Store} store */
function reportAction(store) {
  /** @type {import("./types.js").ActionTask|null|undefined} */
  const task = store.get("action")?.task;
  // Where the panel or the outcome of a save is in sight, that tells.
  if (!task || document.querySelector("plb-service-panel, [data-tells=action]")) return;
  if (task.state === "done") announce(`ProxLB: ${task.action} done`, { detail: task.message });
  const wayBack = store.get("saveWatch")?.backup ? "The page Settings brings the earlier file back with one click." : "";
  if (task.state === "failed") announce(`ProxLB: ${task.action} failed`, { tone: "serious", detail: [task.message, task.hint, wayBack].filter(Boolean).join(" ") });
}

/** @param {import("./types.js").Run} run */
function reportRun(run) {
  announce(`${KIND_WORDS[run.kind] ?? run.kind}: ${run.state}`, { tone: run.state === "failed" ? "serious" : "ok", detail: [run.message, run.hint].filter(Boolean).join(" ") });
}

function showUncaughtErrors() {
  const report = (/** @type {any} */ error) => {
    if (!error) return;
    const id = Math.random().toString(36).slice(2, 8);
    console.error(`page error ${id}`, error);
    announce("Something on this page went wrong", { tone: "serious", detail: String(error.message ?? error), id });
  };
  addEventListener("error", (event) => report(event.error));
  addEventListener("unhandledrejection", (event) => report(event.reason));
}
