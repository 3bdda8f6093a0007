/** The log lines the page holds: a ring, and a waiting room for what arrives while the reader has paused. */

/** @typedef {import("../../types.js").LogLine} LogLine */

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

  /**
   * Lines that follow what is shown go behind it, also while the reader has paused.
   *
   * @param {LogLine[]} items
   */
  extend(items) {
    this.lines = this.lines.concat(items).slice(-this.limit);
    this.version += 1;
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
    if (missed > 0) this.#take([noteLine(`${missed} lines were left out while paused`)]);
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
export function noteLine(text) {
  return { cursor: "", time: new Date().toISOString(), level: "", kind: "note", text };
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
