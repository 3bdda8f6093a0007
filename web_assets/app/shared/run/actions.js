/** Starts and cancels runs of the engine; a request shows at once, its outcome only when the server tells it. */

import { idempotencyKey } from "../../api/http.js";

/** @type {Record<string, string>} */
export const KIND_WORDS = { "dry-run": "Dry run", rebalance: "Rebalance", "best-node": "Best node" };
const ENDED = ["done", "failed", "cancelled"];

/** @param {{state: string}|null|undefined} run */
export function isRunning(run) {
  return Boolean(run) && !ENDED.includes(run?.state ?? "");
}

/**
 * @param {Map<string, import("../../types.js").Run>|null|undefined} rows
 * @returns {import("../../types.js").Run[]}
 */
export function runsNewestFirst(rows) {
  return [...(rows?.values() ?? [])].sort((one, other) => Date.parse(other.started_at) - Date.parse(one.started_at));
}

/** Keeps the slice "runRequest": null, or the kind asked for and why it was refused. */
export class RunActions {
  /**
   * @param {import("../../state/store.js").Store} store
   * @param {(path: string, body?: any, options?: any) => Promise<any>} write
   */
  constructor(store, write) {
    this.store = store;
    this.write = write;
  }

  /**
   * @param {string} kind
   * @param {Record<string, any>} [balancing] changed keys to try in place of the saved ones
   * @returns {Promise<string|null>} the run's id
   */
  async start(kind, balancing = {}) {
    const last = this.store.get("runRequest");
    if (last && !last.error) return null;
    this.store.update("runRequest", { kind, error: null });
    const overrides = Object.keys(balancing).length ? { overrides: { balancing } } : {};
    try {
      const { run } = await this.write("runs", { kind, ...overrides }, { key: idempotencyKey() });
      this.#showAtOnce(run);
      this.store.update("runRequest", null);
      return run.id;
    } catch (error) {
      this.store.update("runRequest", { kind, error });
      return null;
    }
  }

  /** @param {string} id */
  async cancel(id) {
    try {
      this.#showAtOnce((await this.write(`runs/${encodeURIComponent(id)}`, {}, { method: "DELETE" })).run);
    } catch (error) {
      this.store.update("runRequest", { kind: "cancel", error });
    }
  }

  dismiss() {
    this.store.update("runRequest", null);
  }

  /** @param {import("../../types.js").Run} run the stream tells it too, but perhaps later */
  #showAtOnce(run) {
    const topic = this.store.get("runs");
    if (!topic?.data) return;
    const rows = new Map(topic.data);
    rows.set(run.id, { ...rows.get(run.id), ...run });
    this.store.update("runs", { ...topic, data: rows });
  }
}
