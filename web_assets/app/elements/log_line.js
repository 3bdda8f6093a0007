/** One line of the log as elements: time, level, text with terminal colors and marked matches. */

import { spans } from "../ansi.js";
import { h } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { timestamp } from "../format.js";
import { pieces } from "../state/log_buffer.js";

/** @typedef {import("../types.js").LogLine} LogLine */
/** @typedef {{times: "local"|"utc"|"off", wrap: boolean, mark: string}} LineLook */

/**
 * @param {LogLine} line
 * @param {LineLook} look
 * @param {{expanded: boolean, rows: number, toggle: () => void, copy: () => void}} about
 */
export function logLine(line, look, about) {
  const level = line.kind === "record" ? line.level : "";
  return h(
    "div",
    { class: `log-line level-${(line.level || "none").toLowerCase()} kind-${line.kind}`, "data-cursor": line.cursor, style: { height: `${about.rows * 20}px` } },
    look.times === "off" ? null : h("time", { class: "log-time", datetime: line.time }, line.kind === "continuation" ? "" : timestamp(line.time, look.times)),
    h("span", { class: "log-level" }, level),
    h("span", { class: "log-text" }, ...(line.kind === "document" ? documentText(line, look, about) : marked(line.text, look.mark))),
    h("button", { class: "log-copy", type: "button", tabindex: "-1", "aria-label": "Copy line", on: { click: about.copy } }, icon("copy")),
  );
}

/**
 * @param {LogLine} line
 * @param {LineLook} look
 * @param {{expanded: boolean, toggle: () => void}} about
 */
function documentText(line, look, about) {
  const lines = line.text.split("\n");
  const label = about.expanded ? "Hide" : `Show ${lines.length === 1 ? `${line.text.length} characters` : `${lines.length} lines`}`;
  const toggle = h("button", { class: "log-fold", type: "button", "aria-expanded": String(about.expanded), on: { click: about.toggle } }, icon("chevron"), label);
  return about.expanded ? [toggle, "\n", ...marked(line.text, look.mark)] : [toggle, " ", h("span", { class: "faint" }, line.text.slice(0, 160).replace(/\s+/g, " "))];
}

/**
 * @param {string} text
 * @param {string} wanted
 */
function marked(text, wanted) {
  const nodes = [];
  for (const span of spans(text)) {
    for (const [piece, hit] of pieces(span.text, wanted)) {
      if (hit) nodes.push(h("mark", { class: span.classes }, piece));
      else nodes.push(span.classes ? h("span", { class: span.classes }, piece) : piece);
    }
  }
  return nodes;
}
