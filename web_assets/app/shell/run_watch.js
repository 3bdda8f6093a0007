/** Notices that a run has ended while another page is open. */

import { isRunning } from "../shared/run/actions.js";

export class RunWatch {
  /** @type {Set<string>} */
  #running = new Set();

  /**
   * @param {Map<string, import("../types.js").Run>|null|undefined} rows
   * @returns {import("../types.js").Run[]} those that ran when last looked at, and have ended
   */
  ended(rows) {
    const runs = [...(rows?.values() ?? [])];
    const over = runs.filter((run) => this.#running.has(run.id) && !isRunning(run));
    if (rows) this.#running = new Set(runs.filter(isRunning).map((run) => run.id));
    return over;
  }

  /** Whether one is under way. */
  get any() {
    return this.#running.size > 0;
  }
}
