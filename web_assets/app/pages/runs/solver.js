/** What ProxLB's solver said in a run. */

import { h } from "../../dom/h.js";
import { factList } from "../../dom/table.js";
import { duration, plural } from "../../format/format.js";

/** @param {import("../../types.js").SolverReport} told */
export function solverCard(told) {
  return h(
    "section",
    { class: "run-solver", "data-key": "solver", "aria-label": "Solver" },
    h("h3", { class: "run-heading" }, "Solver"),
    h("p", { class: "solver-message" }, h("strong", null, told.message), told.consequence ? h("span", { class: "hint" }, ` ${told.consequence}`) : null),
    factList(facts(told), { look: "facts-wide solver-facts" }),
    told.warnings.length ? h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": "The solver's warnings" }, told.warnings.join("\n"))) : null,
    told.unread ? h("p", { class: "faint foot" }, told.unread) : null,
  );
}

/**
 * @param {import("../../types.js").SolverReport} told
 * @returns {[string, string][]} those that have something to say
 */
function facts(told) {
  /** @type {[string, string][]} */
  const rows = [
    ["Mode", told.mode],
    ["Answer", [told.status || "none", took(told)].filter(Boolean).join(", ")],
    ["Compared", agreement(told)],
    ["Carried out", carriedOut(told)],
    ["In the way", told.blocking.join(", ")],
    ["Pins", told.nowhere.join(" ")],
    ["Not moved", told.missed.join(", ")],
    ["Report", told.file],
  ];
  return rows.filter(([, value]) => value);
}

/** @param {import("../../types.js").SolverReport} told */
function took(told) {
  if (told.milliseconds === null) return "";
  return told.milliseconds < 1000 ? `after ${Math.round(told.milliseconds)} ms` : `after ${duration(told.milliseconds / 1000)}`;
}

/** @param {import("../../types.js").SolverReport} told */
function agreement(told) {
  if (!told.agreement) return "";
  const { agree, differ, solver_only: solver, proxlb_only: own } = told.agreement;
  const parts = [[agree, "as in ProxLB's own plan"], [differ, "to another node"], [solver, "only in the solver's plan"], [own, "only in ProxLB's own"]];
  const said = parts.filter(([count]) => count).map(([count, words]) => `${count} ${words}`);
  return said.length ? said.join(", ") : "both plans move nothing";
}

/** @param {import("../../types.js").SolverReport} told */
function carriedOut(told) {
  if (told.arrived === null) return "";
  const again = told.resolves ? `, calculated anew ${told.resolves === 1 ? "once" : `${told.resolves} times`}` : "";
  return `${plural(told.arrived, "guest")} arrived${again}`;
}
