/** Reads the result and the log of the run that is shown, again whenever its row says that there is more. */

import { isRunning } from "./actions.js";

const LOG_MS = 1500;
const KEPT_LINES = 500;

/** @param {import("../../types.js").Run} run what makes another reading worth it; progress alone does not */
function signature(run) {
  return JSON.stringify([run.id, run.state, run.exit_code, run.moves, run.migrated, run.failed, isRunning(run) ? "" : run.message]);
}

/** Keeps the slices "runDetail" {id, data, error} and "runLog" {id, items, error}. */
export class RunDetails {
  #signature = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #logOpen = false;

  /**
   * @param {import("../../state/store.js").Store} store
   * @param {(path: string) => Promise<any>} read
   */
  constructor(store, read) {
    this.store = store;
    this.read = read;
  }

  /** @param {import("../../types.js").Run|null|undefined} run */
  show(run) {
    if (!run) return;
    const wanted = signature(run);
    if (wanted === this.#signature) return;
    this.#signature = wanted;
    if (this.store.get("runDetail")?.id !== run.id) {
      this.store.update("runDetail", { id: run.id, data: null, error: null });
      this.store.update("runLog", { id: run.id, items: [], error: null });
      clearTimeout(this.#timer);
      if (this.#logOpen) this.#readLog(run.id);
    }
    this.#readDetail(run.id, wanted);
  }

  /** @param {boolean} open only a log in sight costs requests */
  openLog(open) {
    this.#logOpen = open;
    clearTimeout(this.#timer);
    const id = this.store.get("runDetail")?.id;
    if (open && id) this.#readLog(id);
  }

  close() {
    this.#logOpen = false;
    clearTimeout(this.#timer);
  }

  /**
   * @param {string} id
   * @param {string} wanted
   */
  async #readDetail(id, wanted) {
    try {
      const data = await this.read(`runs/${encodeURIComponent(id)}`);
      if (this.#signature === wanted) this.store.update("runDetail", { id, data, error: null });
    } catch (error) {
      if (this.#signature !== wanted) return;
      this.#signature = "";
      this.store.update("runDetail", { ...this.store.get("runDetail"), error });
    }
  }

  /** @param {string} id */
  async #readLog(id) {
    const known = this.store.get("runLog");
    const after = known?.id === id ? (known.items.at(-1)?.cursor ?? "") : "";
    // Asked before: what is printed between the last lines and the end must not be missed.
    const running = isRunning(this.store.get("runs")?.data?.get(id));
    try {
      const page = await this.read(`runs/${encodeURIComponent(id)}/log?limit=${KEPT_LINES}${after ? `&after=${after}` : ""}`);
      const before = this.store.get("runLog");
      if (before?.id !== id || !this.#logOpen) return;
      // Closed and opened again, two readings are under way from the same line; whichever comes second has nothing new.
      if ((before.items.at(-1)?.cursor ?? "") !== after) return;
      this.store.update("runLog", { id, items: [...before.items, ...page.items].slice(-KEPT_LINES), error: null });
    } catch (error) {
      this.store.update("runLog", { ...this.store.get("runLog"), error });
    }
    clearTimeout(this.#timer);
    if (this.#logOpen && running) this.#timer = setTimeout(() => this.#readLog(id), LOG_MS);
  }
}
