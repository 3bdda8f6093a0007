/** The log lines the page holds: a ring, and a waiting room for what arrives while the reader has paused. */

/** @typedef {import("../types.js").LogLine} LogLine */

export const RING_LINES = 10_000;

/** Knows no DOM; "version" grows with every change of what is shown. */
export class LogBuffer {
  /** @type {LogLine[]} */
  lines = [];
  /** @type {LogLine[]} */
  waiting = [];
  /** lines that were left out while paused because the waiting room was full */
  missed = 0;
  paused = false;
  version = 0;

  /** @param {number} [limit] */
  constructor(limit = RING_LINES) {
    this.limit = limit;
  }

  /** @param {LogLine[]} items */
  append(items) {
    if (!items.length) return;
    if (this.paused) {
      this.waiting.push(...items);
      const over = this.waiting.length - this.limit;
      if (over > 0) {
        this.waiting.splice(0, over);
        this.missed += over;
      }
      return;
    }
    this.#take(items);
  }

  /**
   * Older lines go in front; the ring must not push out what the reader looks at, so it may grow to twice its size.
   *
   * @param {LogLine[]} items
   * @returns {LogLine[]} those that were new
   */
  prepend(items) {
    const known = new Set(this.lines.slice(0, 2000).map((line) => line.cursor));
    const room = Math.max(0, this.limit * 2 - this.lines.length);
    const fresh = items.filter((line) => !known.has(line.cursor)).slice(-room || items.length);
    if (room === 0) return [];
    this.lines = [...fresh, ...this.lines];
    this.version += 1;
    return fresh;
  }

  /** @param {LogLine[]} items */
  reset(items) {
    this.lines = items.slice(-this.limit);
    this.waiting = [];
    this.missed = 0;
    this.version += 1;
  }

  pause() {
    this.paused = true;
  }

  /** Lets the waiting lines in; a gap the ring could not hold is marked by a note. */
  resume() {
    this.paused = false;
    const { waiting, missed } = this;
    this.waiting = [];
    this.missed = 0;
    if (missed > 0) this.#take([note(`${missed} lines were left out while paused`)]);
    if (waiting.length) this.#take(waiting);
    this.version += 1;
  }

  /** @param {LogLine[]} items */
  #take(items) {
    this.lines = this.lines.concat(items);
    if (this.lines.length > this.limit) this.lines = this.lines.slice(-this.limit);
    this.version += 1;
  }
}

/**
 * @param {string} text
 * @returns {LogLine}
 */
export function note(text) {
  return { cursor: "", time: new Date().toISOString(), level: "", kind: "note", text };
}

/**
 * @param {LogLine[]} lines
 * @param {string} text plain text to look for, whatever its case
 */
export function linesWith(lines, text) {
  const wanted = text.toLowerCase();
  return wanted ? lines.filter((line) => line.kind === "note" || line.text.toLowerCase().includes(wanted)) : lines;
}

/**
 * Rows of the screen a line takes when it wraps after so many characters.
 *
 * @param {string} text
 * @param {number} columns 0: no wrapping
 */
export function rowsOf(text, columns) {
  let rows = 0;
  for (const part of text.split("\n")) rows += columns > 0 ? Math.max(1, Math.ceil(part.length / columns)) : 1;
  return rows;
}

/**
 * Where pieces of a text match, for marking: [text, is a match] in order.
 *
 * @param {string} text
 * @param {string} wanted
 * @returns {[string, boolean][]}
 */
export function pieces(text, wanted) {
  if (!wanted) return [[text, false]];
  const lower = text.toLowerCase();
  const sought = wanted.toLowerCase();
  /** @type {[string, boolean][]} */
  const found = [];
  let from = 0;
  for (let at = lower.indexOf(sought); at !== -1; at = lower.indexOf(sought, from)) {
    if (at > from) found.push([text.slice(from, at), false]);
    found.push([text.slice(at, at + sought.length), true]);
    from = at + sought.length;
  }
  if (from < text.length) found.push([text.slice(from), false]);
  return found;
}
