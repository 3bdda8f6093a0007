/** Starting a run of the real engine from wherever its answer is wanted; a rebalance is asked about first. */

import { confirmAction } from "../../dom/dialog.js";

const QUESTION = {
  title: "Rebalance the cluster now?",
  lines: [
    "ProxLB reads the cluster again and migrates every guest its plan names, for real, with the settings as they are saved.",
    "VMs move live if the settings say so. CTs are shut down and started on their new node.",
    "It can be cancelled; a migration that Proxmox has begun goes on to its end.",
  ],
  action: "Rebalance",
};

/**
 * @param {import("../../types.js").App} app
 * @param {string} kind
 * @param {Record<string, any>} [balancing] changed keys to try in place of the saved ones
 * @returns {Promise<string|null>} the run's id; null when it was not started, and the slice "runRequest" says why
 */
export async function startRun(app, kind, balancing = {}) {
  if (kind === "rebalance" && !(await confirmAction(QUESTION))) return null;
  return app.runs.start(kind, balancing);
}
