/** One line of the log as elements: time, level, text with terminal colors and marked matches. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { timestamp } from "../../format/format.js";
import { spans } from "./ansi.js";
import { splitAtMatches } from "./search.js";

/** @typedef {import("../../types.js").LogLine} LogLine */
/** @typedef {import("./regex_matcher.js").Ranges} Ranges */
/** @typedef {{times: "local"|"utc"|"off", wrap: boolean, ranges: (line: LogLine) => Ranges, filtered: boolean}} LineLook */
/**
 * @typedef {{expanded: boolean, current: boolean, rows: number, toggle: () => void, copy: () => void, link: () => void,
 *            context: () => void}} LineAbout
 */

/**
 * @param {LogLine} line
 * @param {LineLook} look
 * @param {LineAbout} about
 */
export function logLine(line, look, about) {
  const level = line.kind === "record" ? line.level : "";
  return h(
    "div",
    { class: `log-line level-${(line.level || "none").toLowerCase()} kind-${line.kind}`, "data-cursor": line.cursor, "aria-current": about.current ? "true" : null, style: { height: `${about.rows * 20}px` } },
    look.times === "off" ? null : h("time", { class: "log-time", datetime: line.time }, line.kind === "continuation" ? "" : timestamp(line.time, look.times)),
    h("span", { class: "log-level" }, level),
    h("span", { class: "log-text" }, ...(line.kind === "document" ? documentText(line, look, about) : marked(line.text, look.ranges(line)))),
    h(
      "span",
      { class: "log-tools" },
      look.filtered && line.cursor ? tool("Show in context", "expand", about.context) : null,
      line.cursor ? tool("Copy link to line", "link", about.link) : null,
      tool("Copy line", "copy", about.copy),
    ),
  );
}

/**
 * For the pointer; the bar above the log offers the same for the current match.
 *
 * @param {string} label
 * @param {string} symbol
 * @param {() => void} click
 */
function tool(label, symbol, click) {
  return h("button", { type: "button", tabindex: "-1", "aria-label": label, title: label, on: { click } }, icon(symbol));
}

/**
 * @param {LogLine} line
 * @param {LineLook} look
 * @param {LineAbout} about
 */
function documentText(line, look, about) {
  const lines = line.text.split("\n");
  const label = about.expanded ? "Hide" : `Show ${lines.length === 1 ? `${line.text.length} characters` : `${lines.length} lines`}`;
  const toggle = h("button", { class: "log-fold", type: "button", "aria-expanded": String(about.expanded), on: { click: about.toggle } }, icon("chevron"), label);
  return about.expanded ? [toggle, "\n", ...marked(line.text, look.ranges(line))] : [toggle, " ", h("span", { class: "faint" }, line.text.slice(0, 160).replace(/\s+/g, " "))];
}

/**
 * @param {string} text
 * @param {Ranges} ranges
 */
function marked(text, ranges) {
  const nodes = [];
  let offset = 0;
  for (const span of spans(text)) {
    for (const [piece, hit] of splitAtMatches(span.text, ranges, offset)) {
      if (hit) nodes.push(h("mark", { class: span.classes }, piece));
      else nodes.push(span.classes ? h("span", { class: span.classes }, piece) : piece);
    }
    offset += span.text.length;
  }
  return nodes;
}
