/** When ProxLB is to take up a saved change of a node: the three ways, and what each of them does now. */

import { chooseAction } from "../../dom/dialog.js";

/**
 * @param {import("../../types.js").App} app
 * @param {{title: string, content: Node[], wide?: boolean}} question
 * @returns {Promise<string|null>} null when nothing is to be saved
 */
export function chooseApply(app, question) {
  /** @type {import("../../types.js").Service|undefined} */
  const service = app.store.get("service")?.data;
  const stopped = service?.state === "stopped" || service?.state === "failed";
  const now = stopped ? way(service, "start") : way(service, "restart");
  const next = stopped ? "ProxLB is not running." : way(service, "reload");
  const restart = "ProxLB starts anew and a run begins at once. A migration that is running goes on, but ProxLB loses track of it.";
  return chooseAction({
    ...question,
    choices: [
      { value: "now", label: "Save, run now", detail: now || (stopped ? "ProxLB is started, and a run begins at once." : restart), disabled: Boolean(now) },
      { value: "next-run", label: "Save, next run", detail: next || "ProxLB reads the settings again and acts with its next run.", disabled: Boolean(next) },
      { value: "save", label: "Only save", detail: "ProxLB goes on with what it has read until it is reloaded or restarted." },
    ],
  });
}

/**
 * Why the runtime does not allow an action; empty when it does, or when nothing is known yet.
 *
 * @param {import("../../types.js").Service|undefined} service
 * @param {string} action
 */
function way(service, action) {
  const offer = service?.actions.find((one) => one.action === action);
  return offer && !offer.allowed ? offer.reason || "Not possible here." : "";
}
