/** Turns a terminal's color sequences into CSS classes, and drops every other escape sequence. */

import { visible } from "../../format/format.js";

// CSI, OSC (ended by BEL or ST) and the two-character sequences.
const SEQUENCE = /\u001b(?:\[([0-?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** @typedef {{text: string, classes: string}} Span */

/**
 * @param {string} text
 * @returns {Span[]}
 */
export function spans(text) {
  if (!text.includes("\u001b")) return [{ text: visible(text), classes: "" }];
  /** @type {Span[]} */
  const found = [];
  const style = { color: "", bold: false, faint: false };
  let start = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    push(found, text.slice(start, match.index), style);
    start = (match.index ?? 0) + match[0].length;
    if (match[2] === "m") apply(match[1] ?? "", style);
  }
  push(found, text.slice(start), style);
  return found;
}

/** @param {string} text */
export function plain(text) {
  return text.includes("\u001b") ? text.replace(SEQUENCE, "") : text;
}

/**
 * @param {Span[]} found
 * @param {string} text
 * @param {{color: string, bold: boolean, faint: boolean}} style
 */
function push(found, text, style) {
  if (!text) return;
  const classes = [style.color, style.bold ? "ansi-bold" : "", style.faint ? "ansi-faint" : ""];
  found.push({ text: visible(text), classes: classes.filter(Boolean).join(" ") });
}

/**
 * @param {string} codes
 * @param {{color: string, bold: boolean, faint: boolean}} style
 */
function apply(codes, style) {
  const numbers = codes.split(";").map(Number);
  for (let index = 0; index < numbers.length; index += 1) {
    const code = numbers[index] ?? 0;
    if (code === 0) Object.assign(style, { color: "", bold: false, faint: false });
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 22) Object.assign(style, { bold: false, faint: false });
    else if (code === 39) style.color = "";
    else if (code >= 30 && code <= 37) style.color = `ansi-${code - 30}`;
    else if (code >= 90 && code <= 97) style.color = `ansi-${code - 90}`;
    // 256 and true colors carry arguments that are no codes.
    else if (code === 38 || code === 48) index += numbers[index + 1] === 5 ? 2 : 4;
  }
}
