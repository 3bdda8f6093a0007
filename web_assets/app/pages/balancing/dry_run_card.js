/** What the real ProxLB answered to the dry run that was started beside the plan, and where the two differ. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { card, chip } from "../../dom/parts.js";
import { plural } from "../../format/format.js";
import { isRunning } from "../../shared/run/actions.js";
import { comparisonChip, stateChip } from "../../shared/run/chips.js";

const MOST = 8;

/**
 * @param {import("../../types.js").Run} run
 * @param {import("../../types.js").RunDetail|null} detail
 * @param {Record<string, any>} settings what the page tries now
 */
export function dryRunCard(run, detail, settings) {
  const result = isRunning(run) ? null : (detail?.result ?? null);
  return card(
    { title: "ProxLB's own dry run", aside: [stateChip(run)], key: "dry-run", class: "dry-run" },
    h(
      "div",
      { class: "run-outcome", "data-key": "outcome", role: "status", "aria-live": "polite" },
      h("strong", null, run.message),
      run.hint ? h("p", { class: "hint" }, run.hint) : null,
      result ? counts(result.moves) : null,
      detail && !sameSettings(detail.overrides, settings) ? h("p", { class: "hint" }, "It was asked with other settings than the plan on this page.") : null,
    ),
    result ? differences(result.moves) : null,
    h("p", { class: "foot", "data-key": "link" }, h("a", { href: `#/runs?run=${encodeURIComponent(run.id)}` }, "All moves and the log of this run")),
  );
}

/** @param {import("../../types.js").RunMove[]} moves */
function counts(moves) {
  const compared = moves.filter((move) => move.comparison);
  if (!compared.length) return null;
  const same = compared.filter((move) => move.comparison === "same").length;
  const other = compared.length - same;
  return h("p", { class: "dry-run-counts", "data-key": "counts" }, chip("ok", `${same} same`, "ok"), other ? chip("warning", `${other} different`, "warning") : null);
}

/** @param {import("../../types.js").RunMove[]} moves */
function differences(moves) {
  const different = moves.filter((move) => move.comparison && move.comparison !== "same");
  if (!different.length) return null;
  const rest = different.length - MOST;
  return h(
    "ul",
    { class: "dry-run-differences", "data-key": "differences", "aria-label": "Differences" },
    ...different.slice(0, MOST).map((move) =>
      h("li", { "data-key": `${move.guest} ${move.source}` }, comparisonChip(move), h("span", { class: "strong" }, move.guest), h("span", { class: "route" }, move.source, icon("arrow", "to"), move.target)),
    ),
    rest > 0 ? h("li", { class: "faint", "data-key": "rest" }, `and ${plural(rest, "more difference")}`) : null,
  );
}

/**
 * @param {any} overrides
 * @param {Record<string, any>} settings
 */
function sameSettings(overrides, settings) {
  const sorted = (/** @type {Record<string, any>} */ values) => JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted(overrides?.balancing ?? {}) === sorted(settings);
}
