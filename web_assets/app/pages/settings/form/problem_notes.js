/** What is wrong with the settings, beside a field or in a list; a misspelt word is corrected with one click. */

import { h } from "../../../dom/h.js";
import { icon } from "../../../dom/icons.js";
import { button } from "../../../dom/parts.js";
import { mostSevereFirst, SEVERITIES } from "../draft/problems.js";

/** @typedef {import("../draft/values.js").Problem} Problem */
/** @typedef {{fix: (problem: Problem) => void, goTo: (problem: Problem) => void, locked: boolean}} ProblemActions */

/**
 * @param {Problem} problem
 * @param {ProblemActions} actions
 * @param {boolean} [jumps] whether the line is a way to the text
 */
export function problemNote(problem, actions, jumps = false) {
  const { severity, code, path, line, message, hint, suggestion } = problem;
  const { word, symbol, tone } = SEVERITIES[severity] ?? { word: severity, symbol: "info", tone: "info" };
  const place = line === null ? null : `line ${line}`;
  return h(
    "div",
    { class: `settings-problem tone-${tone}`, "data-key": `${code} ${path.join(".")} ${line} ${message}` },
    icon(symbol, word),
    h(
      "div",
      { class: "grow" },
      h("p", null, message),
      hint ? h("p", { class: "hint" }, hint) : null,
    ),
    suggestion && !actions.locked ? button(`Change to ${suggestion}`, { tone: "small", key: "fix", click: () => actions.fix(problem) }) : null,
    place && jumps ? button(place, { tone: "small quiet", key: "go", click: () => actions.goTo(problem), attributes: { "aria-label": `Go to ${place}` } }) : null,
  );
}

/**
 * @param {Problem[]} problems
 * @param {ProblemActions} actions
 */
export function problemList(problems, actions) {
  if (problems.length === 0) return h("p", { class: "settings-fine tone-ok", "data-key": "problems" }, icon("ok"), "ProxLB accepts this, and there is nothing to say about it.");
  return h("div", { class: "settings-problems", role: "region", "aria-label": "Problems", tabindex: "0", "data-key": "problems" }, ...mostSevereFirst(problems).map((problem) => problemNote(problem, actions, true)));
}
