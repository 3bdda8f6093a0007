/** Runs of the engine: start one, follow it, read what it came to, and the ones before. */

import { announceError } from "../../dom/announce.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, iconButton } from "../../dom/parts.js";
import { isRunning, runsNewestFirst } from "../../shared/run/actions.js";
import { RunDetails } from "../../shared/run/details.js";
import { startRun } from "../../shared/run/start.js";
import { follow, placeholder } from "../page.js";
import { runDetail } from "./detail.js";
import { runList } from "./list.js";

/** @typedef {{app: import("../../types.js").App, details: RunDetails}} Page */

const MOST_RUNS = 1000;

/** @type {[string, string, string, string][]} kind, label, symbol, what it does */
const KINDS = [
  ["dry-run", "Dry run", "search", "ProxLB calculates what it would move now. Nothing moves."],
  ["rebalance", "Rebalance", "migrations", "ProxLB calculates and migrates guests for real."],
  ["best-node", "Best node", "nodes", "ProxLB names the node for the next new guest."],
];

/** @type {import("../page.js").View} */
export const runsView = {
  topics: ["runs", "service"],
  mount(main, app) {
    const page = { app, details: new RunDetails(app.store, app.read) };
    readOlder(app);
    const look = () => page.details.show(chosen(page));
    const unwatch = app.store.watch(["runs", "runHistory", "route"], look);
    look();
    const leave = follow(main, app, ["runs", "service", "session", "overview", "route", "runHistory", "runRequest", "runDetail", "runLog"], () => [content(page)]);
    return () => {
      unwatch();
      leave();
      page.details.close();
    };
  },
};

/** @param {import("../../types.js").App} app keeps the slice "runHistory": runs of earlier starts of the cockpit, and how long they last */
async function readOlder(app) {
  try {
    app.store.update("runHistory", await app.read(`runs?limit=${MOST_RUNS}`));
  } catch (error) {
    announceError(error);
  }
}

/** @param {import("../../types.js").App} app */
function known(app) {
  const older = (app.store.get("runHistory")?.items ?? []).map((/** @type {import("../../types.js").Run} */ run) => [run.id, run]);
  return new Map([...older, ...(app.store.get("runs")?.data ?? [])]);
}

/** @param {Page} page the run named in the address, or else the newest */
function chosen({ app }) {
  const rows = known(app);
  return rows.get(app.router.route.params.get("run") ?? "") ?? runsNewestFirst(rows)[0] ?? null;
}

/** @param {Page} page */
function content(page) {
  const { app } = page;
  const runs = runsNewestFirst(known(app));
  const note = app.store.get("runHistory")?.note;
  const run = chosen(page);
  const list = app.store.get("runs")?.data ? runList(runs, run?.id ?? "") : placeholder(app, "runs", 4);
  return h(
    "div",
    { class: "runs-page", "data-key": "runs" },
    starter(page, runs),
    run ? runDetail(run, app.store.get("runDetail"), app.store.get("runLog"), { cancel: () => app.runs.cancel(run.id), log: (open) => page.details.openLog(open) }) : null,
    card({ title: "Runs started here", key: "list" }, list, note ? h("p", { class: "faint foot", "data-key": "note" }, icon("info"), " ", note) : null),
  );
}

/**
 * @param {Page} page
 * @param {import("../../types.js").Run[]} runs
 */
function starter(page, runs) {
  const request = page.app.store.get("runRequest");
  const why = obstacle(page.app, runs);
  const buttons = KINDS.map(([kind, label, symbol, effect]) => {
    const busy = request && !request.error && request.kind === kind;
    const blocked = why || (request && !request.error ? "Asking." : "");
    return h(
      "div",
      { class: "run-kind", "data-key": kind },
      button(label, {
        symbol,
        busy,
        tone: kind === "dry-run" && !blocked ? "primary" : "",
        title: blocked || effect,
        attributes: { "aria-disabled": blocked ? "true" : null, "aria-describedby": `about-${kind}` },
        click: () => (blocked ? undefined : ask(page, kind)),
      }),
      h("p", { class: "hint", id: `about-${kind}` }, effect),
    );
  });
  return card(
    { title: "Run ProxLB once, beside the service", key: "start" },
    h("div", { class: "run-kinds" }, ...buttons),
    why ? h("p", { class: "faint foot", "data-key": "why" }, why) : null,
    refusal(page, request),
  );
}

/**
 * @param {Page} page
 * @param {string} kind
 */
async function ask(page, kind) {
  const id = await startRun(page.app, kind);
  if (id) page.app.router.go("runs", { run: id });
}

/**
 * @param {import("../../types.js").App} app
 * @param {import("../../types.js").Run[]} runs
 * @returns {string} why nothing can be started now; empty when it can
 */
function obstacle(app, runs) {
  if (app.store.get("session")?.read_only) return "This cockpit is read-only.";
  /** @type {import("../../types.js").Service|undefined} */
  const service = app.store.get("service")?.data;
  const capability = service?.capabilities?.find(({ name }) => name === "run-engine");
  if (capability && !capability.allowed) return capability.reason || "The way to ProxLB does not allow runs.";
  if (service?.runtime === "none") return "No ProxLB was found that could be run; the page Service says what was looked for.";
  return runs.some(isRunning) ? "One run at a time: wait for the end of the one under way, or cancel it." : "";
}

/**
 * @param {Page} page
 * @param {{kind: string, error: any}|null|undefined} request
 */
function refusal(page, request) {
  if (!request?.error) return h("div", { "data-key": "refusal", "aria-live": "polite" });
  const { message, hint, id } = request.error;
  return h(
    "div",
    { "data-key": "refusal", "aria-live": "polite" },
    h(
      "div",
      { class: "notice progress tone-serious" },
      icon("serious"),
      h("div", { class: "grow" }, h("strong", null, message), hint ? h("p", { class: "hint" }, hint) : null, id ? h("p", { class: "faint mono" }, `id ${id}`) : null),
      iconButton("close", "Dismiss", () => page.app.runs.dismiss()),
    ),
  );
}
