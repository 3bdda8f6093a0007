/** What ProxLB's solver said in a run. */

import { h } from "../../dom/h.js";
import { factList } from "../../dom/table.js";
import { duration, plural } from "../../format/format.js";

/** @param {import("../../types.js").SolverReport} report */
export function solverCard(report) {
  return h(
    "section",
    { class: "run-solver", "data-key": "solver", "aria-label": "Solver" },
    h("h3", { class: "run-heading" }, "Solver"),
    h("p", { class: "solver-message" }, h("strong", null, report.message), report.consequence ? h("span", { class: "hint" }, ` ${report.consequence}`) : null),
    factList(facts(report), { look: "facts-wide solver-facts" }),
    report.warnings.length ? h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": "The solver's warnings" }, report.warnings.join("\n"))) : null,
    report.unread ? h("p", { class: "faint foot" }, report.unread) : null,
  );
}

/**
 * @param {import("../../types.js").SolverReport} report
 * @returns {[string, string][]} those that have something to say
 */
function facts(report) {
  /** @type {[string, string][]} */
  const rows = [
    ["Mode", report.mode],
    ["Answer", [report.status || "none", took(report)].filter(Boolean).join(", ")],
    ["Compared", agreement(report)],
    ["Carried out", carriedOut(report)],
    ["In the way", report.blocking.join(", ")],
    ["Pins", report.nowhere.join(" ")],
    ["Not moved", report.missed.join(", ")],
    ["Report", report.file],
  ];
  return rows.filter(([, value]) => value);
}

/** @param {import("../../types.js").SolverReport} report */
function took(report) {
  if (report.milliseconds === null) return "";
  return report.milliseconds < 1000 ? `after ${Math.round(report.milliseconds)} ms` : `after ${duration(report.milliseconds / 1000)}`;
}

/** @param {import("../../types.js").SolverReport} report */
function agreement(report) {
  if (!report.agreement) return "";
  const { agree, differ, solver_only: solver, proxlb_only: own } = report.agreement;
  const parts = [[agree, "as in ProxLB's own plan"], [differ, "to another node"], [solver, "only in the solver's plan"], [own, "only in ProxLB's own"]];
  const said = parts.filter(([count]) => count).map(([count, words]) => `${count} ${words}`);
  return said.length ? said.join(", ") : "both plans move nothing";
}

/** @param {import("../../types.js").SolverReport} report */
function carriedOut(report) {
  if (report.arrived === null) return "";
  const again = report.resolves ? `, calculated anew ${report.resolves === 1 ? "once" : `${report.resolves} times`}` : "";
  return `${plural(report.arrived, "guest")} arrived${again}`;
}
