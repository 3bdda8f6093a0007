/** One run in full: progress, outcome, moves beside the planner's, migrations, and what ProxLB printed. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, chip, meter, problemState, skeleton } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { percent, plural, timestamp } from "../../format/format.js";
import { migrationTable } from "../../shared/migration_table/migration_table.js";
import { isRunning, KIND_WORDS } from "../../shared/run/actions.js";
import { comparisonChip, stateChip } from "../../shared/run/chips.js";
import { runDuration } from "./list.js";
import { solverCard } from "./solver.js";

/** @type {Record<string, string>} */
const REASONS = { resources: "load", affinity: "affinity", "anti-affinity": "anti-affinity", pin: "pin", maintenance: "maintenance", "broken rule": "a broken rule", "psi takes twice": "pressure" };

/**
 * @param {import("../../types.js").Run} run
 * @param {{id: string, data: import("../../types.js").RunDetail|null, error: any}|undefined} detail
 * @param {{id: string, items: import("../../types.js").LogLine[], error: any}|undefined} log
 * @param {{cancel: () => void, log: (open: boolean) => void}} act
 */
export function runDetail(run, detail, log, act) {
  const own = detail?.id === run.id ? detail : undefined;
  const aside = [stateChip(run), h("span", { class: "faint" }, runDuration(run)), isRunning(run) ? cancelButton(run, act.cancel) : null];
  return card(
    { title: KIND_WORDS[run.kind] ?? run.kind, aside, key: `run-${run.id}`, class: "run-detail" },
    h(
      "div",
      { class: "run-outcome", "data-key": "outcome", role: "status", "aria-live": "polite" },
      h("strong", null, run.message),
      run.hint ? h("p", { class: "hint" }, run.hint) : null,
    ),
    progress(run),
    lastLines(own?.data),
    own?.error ? problemState(own.error) : null,
    own?.data?.solver ? solverCard(own.data.solver) : null,
    own?.data?.result ? result(own.data, run) : waiting(run, own),
    h("div", { "data-key": "log" }, runLog(run, log?.id === run.id ? log : undefined, act.log)),
  );
}

/**
 * @param {import("../../types.js").Run} run
 * @param {() => void} cancel
 */
function cancelButton(run, cancel) {
  return button("Cancel", { symbol: "stopped", tone: "small", key: "cancel", busy: run.cancelling, attributes: { "aria-disabled": run.cancelling ? "true" : null }, click: () => (run.cancelling ? undefined : cancel()) });
}

/** @param {import("../../types.js").Run} run */
function progress(run) {
  const { done, total } = run.progress ?? { done: 0, total: null };
  return total ? h("div", { class: "run-progress", "data-key": "progress" }, meter((100 * done) / total)) : null;
}

/** @param {import("../../types.js").RunDetail|null|undefined} data */
function lastLines(data) {
  if (!data?.last_words.length) return null;
  return h("div", { class: "fix", "data-key": "words" }, h("pre", { tabindex: "0", "aria-label": "ProxLB's last words" }, data.last_words.join("\n")));
}

/**
 * @param {import("../../types.js").Run} run
 * @param {{data: any, error: any}|undefined} own
 */
function waiting(run, own) {
  if (isRunning(run) || own?.data || own?.error) return null;
  return skeleton(3);
}

/**
 * @param {import("../../types.js").RunDetail} data
 * @param {import("../../types.js").Run} run
 */
function result(data, run) {
  const { moves, migrations, nodes, best_node: best } = data.result ?? { moves: [], migrations: [], nodes: [], best_node: null };
  return h(
    "div",
    { "data-key": "result" },
    best ? h("p", { class: "run-best", "data-key": "best" }, icon("nodes"), h("a", { class: "strong", href: `#/nodes?node=${encodeURIComponent(best)}` }, best)) : null,
    migrations.length ? section("What became of the migrations", migrationTable(migrations.map(asMigration))) : null,
    moves.length ? section(run.kind === "rebalance" ? "What ProxLB planned" : "What ProxLB would move", moveTable(moves)) : null,
    nodes.length ? section("Nodes after these moves, as ProxLB expects them", nodeTable(nodes)) : null,
    data.result?.summary ? h("p", { class: "faint foot", "data-key": "summary" }, summary(data.result.summary)) : null,
  );
}

/**
 * @param {import("../../types.js").RunMigration} one
 * @returns {import("../../types.js").Migration}
 */
function asMigration(one) {
  const known = { id: one.upid ?? `${one.guest} ${one.source}`, vmid: one.vmid ?? 0, started_at: one.started_at ?? "" };
  return { ...one, ...known, user: "", progress_percent: null, run: { by: "run" } };
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function section(title, content) {
  return h("section", { "data-key": title, "aria-label": title }, h("h3", { class: "run-heading" }, title), content);
}

/** @param {NonNullable<import("../../types.js").RunResult["summary"]>} sum */
function summary(sum) {
  const groups = sum.affinity_groups + sum.anti_affinity_groups;
  const old = sum.document === "flat" ? "; the answer is of a ProxLB 1.x" : "";
  return `ProxLB looked at ${plural(sum.guests, "running guest")} on ${plural(sum.nodes, "node")} with ${plural(groups, "group")} of affinity or anti-affinity${old}.`;
}

/** @param {import("../../types.js").RunMove[]} moves */
function moveTable(moves) {
  const heads = ["Planner", "Guest", "From, to", "Why"];
  return table({ label: "Moves", heads, look: "cards run-moves" }, moves.map((move) =>
    h(
      "tr",
      { "data-key": `${move.guest} ${move.source}` },
      h("td", { "data-label": "Planner" }, comparisonChip(move)),
      h("td", { "data-label": "Guest" }, h("a", { class: "strong", href: `#/guests?guest=${move.vmid ?? ""}` }, move.guest), h("span", { class: "faint" }, move.vmid === null ? "" : ` ${move.vmid}`)),
      h("td", { "data-label": "From, to" }, h("span", { class: "route" }, move.source, icon("arrow", "to"), move.target)),
      h("td", { "data-label": "Why" }, move.executed ? (REASONS[move.reason ?? ""] ?? "–") : `stays: a ${(move.type ?? "guest").toUpperCase()} is not balanced`),
    ),
  ));
}

/** @param {import("../../types.js").ProjectedNode[]} nodes */
function nodeTable(nodes) {
  return table({ label: "Nodes", heads: ["Node", "CPU", "Memory", "Disk"], look: "cards run-nodes" }, nodes.map((node) =>
    h(
      "tr",
      { "data-key": node.name },
      h("td", { "data-label": "Node" }, h("span", { class: "strong" }, node.name), node.maintenance ? chip("warning", "maintenance", "maintenance") : null),
      ...[["CPU", node.cpu_percent], ["Memory", node.memory_percent], ["Disk", node.disk_percent]].map(([name, share]) => h("td", { "data-label": String(name) }, meter(/** @type {number|null} */ (share), percent(/** @type {number|null} */ (share), 1)))),
    ),
  ));
}

/**
 * @param {import("../../types.js").Run} run
 * @param {{items: import("../../types.js").LogLine[], error: any}|undefined} log
 * @param {(open: boolean) => void} toggled
 */
function runLog(run, log, toggled) {
  const lines = (log?.items ?? []).map((line) =>
    h("p", { "data-key": line.cursor, class: `level-${line.level.toLowerCase()} kind-${line.kind}` }, h("span", { class: "faint" }, timestamp(line.time).slice(11), " "), h("span", { class: "log-text" }, line.text)),
  );
  const empty = isRunning(run) ? "Nothing printed yet." : "It printed nothing.";
  return h(
    "details",
    { class: "run-log", "data-key": "details", on: { toggle: (/** @type {any} */ event) => toggled(event.currentTarget.open) } },
    h("summary", null, "Log of this run"),
    log?.error ? problemState(log.error) : null,
    h("div", { class: "run-lines mono", role: "log", tabindex: "0", "aria-label": "Log of this run", "data-key": "lines" }, ...(lines.length ? lines : [h("p", { class: "faint" }, empty)])),
  );
}
