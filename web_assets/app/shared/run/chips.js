/** Chips for the state of a run, and for how one of its moves compares with the planner's. */

import { chip } from "../../dom/parts.js";

/** @type {Record<string, [string, string, string]>} */
const STATES = {
  starting: ["info", "Starting", "clock"],
  collecting: ["info", "Collecting", "clock"],
  planning: ["info", "Planning", "clock"],
  migrating: ["info", "Migrating", "running"],
  done: ["ok", "Done", "ok"],
  failed: ["serious", "Failed", "serious"],
  cancelled: ["off", "Cancelled", "stopped"],
};

/** @param {import("../../types.js").Run} run */
export function stateChip(run) {
  const [tone, text, symbol] = STATES[run.state] ?? ["plain", run.state, "unknown"];
  return run.cancelling ? chip("info", "Cancelling", "clock") : chip(tone, text, symbol);
}

/** @param {import("../../types.js").RunMove} move */
export function comparisonChip(move) {
  if (move.comparison === "same") return chip("ok", "same", "ok");
  if (move.comparison === "only-engine") return chip("warning", "only ProxLB", "warning");
  if (move.comparison === "only-planner") return chip("warning", "only the planner", "warning");
  if (move.comparison === "different-target") return chip("warning", `planner: ${move.planned_target}`, "warning");
  return chip("plain", "not compared", "unknown");
}
