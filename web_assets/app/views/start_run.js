/** Starting a run of the real engine from wherever its answer is wanted; the page of runs shows how it goes. */

import { idempotencyKey, write } from "../api/http.js";
import { announceError } from "../dom/announce.js";
import { confirmAction } from "../dom/dialog.js";

const QUESTION = {
  title: "Rebalance now?",
  lines: [
    "ProxLB runs once with the saved settings and migrates guests if the cluster is not balanced.",
    "VMs move while they run; CTs are restarted on their new node.",
  ],
  action: "Rebalance now",
};

/**
 * @param {import("./view.js").App} app
 * @param {"dry-run"|"rebalance"|"best-node"} kind
 * @param {Record<string, any>} balancing changed keys to try in place of the saved ones
 */
export async function startRun(app, kind, balancing) {
  if (kind === "rebalance" && !(await confirmAction(QUESTION))) return;
  const overrides = Object.keys(balancing).length ? { overrides: { balancing } } : {};
  try {
    const { run } = await write("runs", { kind, ...overrides }, { key: idempotencyKey() });
    app.router.go("runs", { run: run.id });
  } catch (error) {
    announceError(error);
  }
}
