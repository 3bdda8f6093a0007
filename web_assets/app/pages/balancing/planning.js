/**
 * Asks the server for the plan of a draft. While a slider moves, drafts come faster than answers: only one request runs
 * at a time and only the newest draft waits, so no older answer can replace a newer one.
 */

import { encodeDraft } from "./draft.js";

/** @typedef {import("./draft.js").Draft} Draft */

const REFRESH_MS = 5000;

/** Dispatches "change" whenever plan, problem or stays are others. */
export class Planning extends EventTarget {
  /** @type {import("../../types.js").Plan|null} */
  plan = null;
  /** @type {any} */
  problem = null;
  /** @type {import("../../types.js").Plan["stays"]|null|undefined} undefined while nobody asked, null while they are read */
  stays = undefined;
  /** @type {string|null} what the newest answer was asked with */
  #answered = null;
  /** @type {Draft|null} */
  #wanted = null;
  #busy = false;
  #closed = false;
  #askedAt = 0;

  /** @param {(path: string, body: any) => Promise<any>} write */
  constructor(write) {
    super();
    this.write = write;
  }

  /**
   * @param {Draft} draft
   * @param {boolean} anew also when the draft is the same, because the cluster changed
   */
  want(draft, anew) {
    const same = encodeDraft(draft) === this.#answered;
    if (same && (!anew || Date.now() - this.#askedAt < REFRESH_MS)) return;
    this.#wanted = draft;
    if (!this.#busy) this.#ask();
  }

  /** Something else than the draft decides about the plan now, so the last answer does not count any more. */
  forget() {
    this.#answered = null;
  }

  loadStays() {
    if (this.stays !== undefined) return;
    this.stays = null;
    if (!this.#busy && this.#answered !== null) {
      this.#wanted ??= this.#last;
      this.#ask();
    }
  }

  close() {
    this.#closed = true;
  }

  /** @type {Draft|null} */
  #last = null;

  async #ask() {
    this.#busy = true;
    while (this.#wanted && !this.#closed) {
      const draft = this.#wanted;
      this.#wanted = null;
      this.#last = draft;
      this.#askedAt = Date.now();
      const whole = this.stays !== undefined;
      try {
        const plan = await this.write(`plan${whole ? "" : "?stays=none"}`, draft);
        this.plan = plan;
        this.problem = null;
        if (whole) this.stays = plan.stays;
      } catch (error) {
        this.problem = error;
      }
      this.#answered = encodeDraft(draft);
      if (!this.#closed) this.dispatchEvent(new CustomEvent("change"));
    }
    this.#busy = false;
  }
}
