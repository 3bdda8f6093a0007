/** What ProxLB's solver said in a run. */

import { h } from "../../dom/h.js";
import { duration, plural } from "../../format/format.js";

/** @param {import("../../types.js").SolverReport} told */
export function solverCard(told) {
  return h(
    "section",
    { class: "run-solver", "data-key": "solver", "aria-label": "Solver" },
    h("h3", { class: "run-heading" }, "Solver"),
    h("p", { class: "solver-message" }, h("strong", null, told.message), told.consequence ? h("span", { class: "hint" }, ` ${told.consequence}`) : null),
    h("dl", { class: "facts facts-wide solver-facts" }, ...facts(told)),
    told.warnings.length ? h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": "The solver's warnings" }, told.warnings.join("\n"))) : null,
    told.unread ? h("p", { class: "faint foot" }, told.unread) : null,
  );
}

/** @param {import("../../types.js").SolverReport} told */
function facts(told) {
  return [
    fact("Mode", told.mode),
    fact("Answer", [told.status || "none", took(told)].filter(Boolean).join(", ")),
    fact("Compared", agreement(told)),
    fact("Carried out", carriedOut(told)),
    fact("In the way", told.blocking.join(", ")),
    fact("Pins", told.nowhere.join(" ")),
    fact("Not moved", told.missed.join(", ")),
    fact("Report", told.file),
  ].filter((one) => one !== null);
}

/**
 * @param {string} name
 * @param {string} value
 */
function fact(name, value) {
  return value ? h("div", { "data-key": name }, h("dt", null, name), h("dd", null, value)) : null;
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
