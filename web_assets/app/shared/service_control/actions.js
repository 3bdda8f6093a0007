/** Starts actions on the service and watches them; none is shown as done before its effect was observed. */

import { idempotencyKey } from "../../api/http.js";

const POLL_MS = 1000;

/** @typedef {{action: string, sentAt: number, task: import("../../types.js").ActionTask|null, error: any}} Pending */

/** @param {{state: string}|null|undefined} task */
export function isUnderWay(task) {
  return task?.state === "accepted" || task?.state === "running";
}

/** Keeps the slice "action": null, or the action this page asked for last. */
export class ServiceActions {
  /**
   * @param {import("../../state/store.js").Store} store
   * @param {{read: (path: string) => Promise<any>, write: (path: string, body: any, options: any) => Promise<any>}} http
   */
  constructor(store, http) {
    this.store = store;
    this.http = http;
    store.addEventListener("change:service", () => this.#observed(store.get("service")?.data?.task));
  }

  /** @param {string} action */
  async ask(action) {
    const last = this.store.get("action");
    // A double click is one action: the second finds the first under way.
    if (last && !last.error && (last.task === null || isUnderWay(last.task))) return;
    this.store.update("action", { action, sentAt: Date.now(), task: null, error: null });
    try {
      const { task } = await this.http.write(`service/${action}`, {}, { key: idempotencyKey() });
      this.#observed(task);
      this.#watch(task);
    } catch (error) {
      this.store.update("action", { ...this.store.get("action"), error });
    }
  }

  /**
   * Watches an action that something else asked for.
   * @param {import("../../types.js").ActionTask} task
   */
  follow(task) {
    this.store.update("action", { action: task.action, sentAt: Date.now(), task, error: null });
    this.#watch(task);
  }

  dismiss() {
    this.store.update("action", null);
  }

  /** @param {import("../../types.js").ActionTask} task the stream usually tells first; this is for when it is down */
  #watch(task) {
    setTimeout(async () => {
      const current = this.store.get("action")?.task;
      if (current?.id !== task.id || !isUnderWay(current)) return;
      try {
        const answer = await this.http.read(`service/tasks/${encodeURIComponent(task.id)}`);
        this.#observed(answer.task ?? answer);
      } catch {
        // Not knowing is no failure of the action; ask again.
      }
      this.#watch(task);
    }, POLL_MS);
  }

  /** @param {import("../../types.js").ActionTask|null|undefined} task */
  #observed(task) {
    const pending = this.store.get("action");
    if (!task || !pending || pending.error || pending.action !== task.action) return;
    if (pending.task && pending.task.id !== task.id) return;
    if (pending.task && !isUnderWay(pending.task)) return;
    if (!pending.task && Date.parse(task.started_at) < pending.sentAt - 60_000) return;
    if (!pending.task && !isUnderWay(task)) return;
    this.store.update("action", { ...pending, task });
  }
}
