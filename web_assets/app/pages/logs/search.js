/** Which lines match what the reader looks for, and where: plain text at once, expressions as their answers come. */

import { spans } from "./ansi.js";

/** @typedef {import("../../types.js").LogLine} LogLine */
/** @typedef {import("./regex_matcher.js").Ranges} Ranges */
/** @typedef {{text: string, regex: boolean, not: boolean}} Query */

const BATCH_LINES = 2_000;
/** @type {Ranges} */
const NOWHERE = [];

/** Dispatches "found" whenever more is known. */
export class LogSearch extends EventTarget {
  /** @type {Query} */
  query = { text: "", regex: false, not: false };
  /** why the expression finds nothing, for the reader */
  problem = "";
  version = 0;
  /** @type {WeakMap<LogLine, Ranges>} */
  #known = new WeakMap();
  #busy = false;
  /** @type {LogLine[]} */
  #lines = [];

  /** @param {{match(pattern: string, texts: string[]): Promise<Ranges[]>, stop(): void, close(): void}} matcher */
  constructor(matcher) {
    super();
    this.matcher = matcher;
  }

  get active() {
    return this.query.text !== "";
  }

  /** @param {Query} query */
  set(query) {
    const { text, regex, not } = this.query;
    if (query.text === text && query.regex === regex && query.not === not) return;
    const same = query.text === text && query.regex === regex;
    this.query = query;
    this.version += 1;
    if (same) return;
    this.#known = new WeakMap();
    this.problem = query.regex ? problemIn(query.text) : "";
    this.matcher.stop();
  }

  /** @param {LogLine[]} lines those that are to be known */
  cover(lines) {
    this.#lines = lines;
    if (this.active && this.query.regex && !this.problem && !this.#busy) this.#ask();
  }

  /**
   * @param {LogLine} line
   * @returns {Ranges} where it matches, as far as that is known
   */
  ranges(line) {
    if (!this.active || line.kind === "note") return NOWHERE;
    const known = this.#known.get(line);
    if (known) return known;
    if (this.query.regex) return NOWHERE;
    const found = rangesOf(shownText(line.text), this.query.text);
    this.#known.set(line, found);
    return found;
  }

  /** @param {LogLine} line */
  isHit(line) {
    if (!this.active || line.kind === "note" || this.problem) return false;
    const ranges = this.ranges(line);
    if (this.query.regex && !this.#known.has(line)) return false;
    return ranges.length > 0 !== this.query.not;
  }

  close() {
    this.matcher.close();
  }

  async #ask() {
    const { text } = this.query;
    const asked = this.#lines.filter((line) => line.kind !== "note" && !this.#known.has(line)).slice(-BATCH_LINES);
    if (!asked.length) return;
    this.#busy = true;
    const known = this.#known;
    try {
      const found = await this.matcher.match(text, asked.map((line) => shownText(line.text)));
      asked.forEach((line, index) => known.set(line, found[index] ?? NOWHERE));
    } catch (error) {
      if (known === this.#known && /** @type {Error} */ (error).message === "too slow") {
        this.problem = "This expression takes too long. Make it simpler, for instance without nested repetition.";
      }
    }
    this.#busy = false;
    this.version += 1;
    this.dispatchEvent(new CustomEvent("found"));
    this.cover(this.#lines);
  }
}

/**
 * What of a line is on the page, which is what a match must be counted in.
 *
 * @param {string} text
 */
export function shownText(text) {
  return spans(text).map((span) => span.text).join("");
}

/**
 * @param {string} text
 * @param {string} wanted plain text, whatever its case
 * @returns {Ranges}
 */
export function rangesOf(text, wanted) {
  const lower = text.toLowerCase();
  const sought = wanted.toLowerCase();
  /** @type {Ranges} */
  const found = [];
  if (!sought) return found;
  for (let at = lower.indexOf(sought); at !== -1; at = lower.indexOf(sought, at + sought.length)) found.push([at, at + sought.length]);
  return found;
}

/**
 * Cuts a piece of a line where matches begin and end: [text, is a match] in order.
 *
 * @param {string} text
 * @param {Ranges} ranges positions in the whole line
 * @param {number} offset where the piece begins in it
 * @returns {[string, boolean][]}
 */
export function splitAtMatches(text, ranges, offset) {
  /** @type {[string, boolean][]} */
  const pieces = [];
  let at = 0;
  for (const [start, end] of ranges) {
    const from = Math.max(at, start - offset);
    const to = Math.min(text.length, end - offset);
    if (to <= from) continue;
    if (from > at) pieces.push([text.slice(at, from), false]);
    pieces.push([text.slice(from, to), true]);
    at = to;
  }
  if (at < text.length) pieces.push([text.slice(at), false]);
  return pieces;
}

/** @param {string} pattern */
function problemIn(pattern) {
  try {
    new RegExp(pattern, "gi");
    return "";
  } catch (error) {
    return `Not a regular expression: ${/** @type {Error} */ (error).message.replace(/^Invalid regular expression: /, "")}`;
  }
}
