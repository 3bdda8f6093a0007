/** What is wrong with a draft: which line it belongs to, and the one-word correction where there is one. */

import { valueAt } from "./values.js";

/** @typedef {import("./values.js").Problem} Problem */

const RANK = { error: 0, warning: 1, hint: 2 };

/** @type {Record<string, {word: string, symbol: string, tone: string}>} */
export const SEVERITIES = {
  error: { word: "Error", symbol: "serious", tone: "serious" },
  warning: { word: "Warning", symbol: "warning", tone: "warning" },
  hint: { word: "Hint", symbol: "info", tone: "info" },
};

/**
 * The most severe problem of each line.
 *
 * @param {Problem[]} problems
 * @returns {Map<number, Problem>}
 */
export function marksOf(problems) {
  /** @type {Map<number, Problem>} */
  const marks = new Map();
  for (const problem of problems) {
    const known = problem.line === null ? undefined : marks.get(problem.line);
    if (problem.line !== null && (!known || RANK[problem.severity] < RANK[known.severity])) marks.set(problem.line, problem);
  }
  return marks;
}

/**
 * A refusal of the whole draft as a problem among the others.
 *
 * @param {{message: string, hint?: string}} refusal
 * @returns {Problem}
 */
export function asProblem({ message, hint = "" }) {
  const line = / in line (\d+)\b/.exec(message)?.[1];
  return { severity: "error", code: "refused", path: [], line: line ? Number(line) : null, column: null, message, hint, suggestion: null };
}

/** @param {Problem[]} problems */
export function mostSevereFirst(problems) {
  return [...problems].sort((one, other) => RANK[one.severity] - RANK[other.severity] || (one.line ?? 0) - (other.line ?? 0));
}

/** @param {Problem[]} problems */
export function countBySeverity(problems) {
  return Object.keys(SEVERITIES).map((severity) => ({ severity, count: problems.filter((problem) => problem.severity === severity).length })).filter(({ count }) => count > 0);
}

/**
 * The text with the misspelt word corrected; null where it is not found in its line.
 *
 * @param {string} text
 * @param {Problem} problem
 * @param {any} values what the text means
 */
export function corrected(text, problem, values) {
  const { line, column, suggestion, path } = problem;
  if (!suggestion || line === null) return null;
  const wrong = Array.isArray(valueAt(values, path.slice(0, -1))) ? String(valueAt(values, path)) : (path.at(-1) ?? "");
  const lines = text.split("\n");
  const old = lines[line - 1] ?? "";
  const near = old.indexOf(wrong, Math.max(0, (column ?? 1) - 1));
  const at = near === -1 ? old.indexOf(wrong) : near;
  if (!wrong || at === -1) return null;
  lines[line - 1] = old.slice(0, at) + suggestion + old.slice(at + wrong.length);
  return lines.join("\n");
}
