/** Regular expressions that cannot hang the page: they run in a worker, which is ended when it takes too long. */

/** @typedef {[number, number][]} Ranges */
/** @typedef {{postMessage(message: any): void, terminate(): void, onmessage: ((event: any) => void)|null}} WorkerLike */

export const PATIENCE_MS = 1000;
const WORKER = new URL("./regex_worker.js", import.meta.url);

/**
 * The page's one worker, from its own origin; where the browser enforces Trusted Types its address must be vouched for.
 *
 * @returns {Worker}
 */
export function startWorker() {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  const policy = types?.createPolicy("plb-worker", { createScriptURL: () => WORKER.href });
  return new Worker(policy ? policy.createScriptURL("") : WORKER, { type: "module" });
}

/** One question at a time; a newer expression ends the older one's worker. */
export class RegexMatcher {
  /** @type {WorkerLike|null} */
  #worker = null;
  #id = 0;
  /** @type {any} */
  #timer;
  /** @type {((problem: Error) => void)|null} */
  #giveUp = null;

  /**
   * @param {() => WorkerLike} start
   * @param {number} [patienceMs]
   */
  constructor(start, patienceMs = PATIENCE_MS) {
    this.start = start;
    this.patienceMs = patienceMs;
  }

  /**
   * @param {string} pattern a valid expression
   * @param {string[]} texts
   * @returns {Promise<Ranges[]>} rejects when it takes too long or was stopped
   */
  match(pattern, texts) {
    this.stop();
    const worker = (this.#worker ??= this.start());
    const id = (this.#id += 1);
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      this.#timer = setTimeout(() => this.stop("too slow"), this.patienceMs);
      worker.onmessage = ({ data }) => {
        if (data.id !== id) return;
        clearTimeout(this.#timer);
        this.#giveUp = null;
        resolve(data.found);
      };
      worker.postMessage({ id, pattern, texts });
    });
  }

  /** @param {string} [reason] */
  stop(reason = "stopped") {
    if (!this.#giveUp) return;
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
    this.#giveUp(new Error(reason));
    this.#giveUp = null;
  }

  close() {
    this.stop();
    this.#worker?.terminate();
    this.#worker = null;
  }
}
