/** Runs as a table that becomes cards on a phone. */

import { h } from "../../dom/h.js";
import { emptyState, moment } from "../../dom/parts.js";
import { table } from "../../dom/table.js";
import { duration, timestamp } from "../../format/format.js";
import { KIND_WORDS } from "../../shared/run/actions.js";
import { stateChip } from "../../shared/run/chips.js";

/** @param {import("../../types.js").Run} run */
export function runDuration(run) {
  if (!run.ended_at) return moment(run.started_at, "elapsed");
  return duration((Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000);
}

/**
 * @param {import("../../types.js").Run[]} runs
 * @param {string} shown
 */
export function runList(runs, shown) {
  if (!runs.length) return emptyState("runs", "No runs yet", "Start with a dry run: it shows what ProxLB would do and moves nothing.");
  const heads = ["State", "Run", "Outcome", "Started", "Took"];
  return table({ label: "Runs", heads, numbers: ["Took"], look: "cards", key: "table" }, runs.map((run) => row(run, run.id === shown)));
}

/**
 * @param {import("../../types.js").Run} run
 * @param {boolean} shown
 */
function row(run, shown) {
  return h(
    "tr",
    { "data-key": run.id, class: shown ? "shown" : "" },
    h("td", { "data-label": "State" }, stateChip(run)),
    h("td", { "data-label": "Run" }, h("a", { class: "strong", href: `#/runs?run=${run.id}`, "aria-current": shown ? "true" : null }, KIND_WORDS[run.kind] ?? run.kind)),
    h("td", { "data-label": "Outcome", class: "wrap" }, run.message),
    h("td", { "data-label": "Started", title: timestamp(run.started_at) }, moment(run.started_at)),
    h("td", { "data-label": "Took", class: "number" }, runDuration(run)),
  );
}
