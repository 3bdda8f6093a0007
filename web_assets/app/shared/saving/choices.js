/** The three ways to save a change of ProxLB's settings: asked in one wording on every page, and carried out. */

import { chooseAction } from "../../dom/dialog.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").Service} Service */
/**
 * @typedef {{apply: "save"|"next-run"|"now", action: "reload"|"start"|"restart"|null, when: string, detail: string,
 *            reason: string}} Way apply: the word of the API; action: what is asked of the service; reason: why this
 *            cannot be chosen now, empty when it can
 */

/**
 * The gentlest first: what is chosen by a slip of the hand should do the least.
 *
 * @param {Service|null|undefined} service
 * @returns {Way[]}
 */
export function waysToSave(service) {
  const stopped = service?.state === "stopped" || service?.state === "failed";
  const atOnce = stopped ? "start" : "restart";
  return [
    { apply: "save", action: null, when: "", detail: "ProxLB goes on with what it has read until it is reloaded or restarted.", reason: "" },
    {
      apply: "next-run",
      action: "reload",
      when: "next run",
      detail: "ProxLB reads the file again and acts with its next run; nothing is interrupted.",
      reason: stopped ? "ProxLB is not running." : obstacle(service, "reload"),
    },
    {
      apply: "now",
      action: atOnce,
      when: "run now",
      detail: stopped
        ? "ProxLB is started, and a run begins at once that may migrate guests."
        : "ProxLB starts anew, and a run begins at once that may migrate guests. A migration that is running goes on, but ProxLB loses track of it.",
      reason: obstacle(service, atOnce),
    },
  ];
}

/**
 * Why the runtime does not allow an action; empty when it does, or when nothing is known yet.
 *
 * @param {Service|null|undefined} service
 * @param {string} action
 */
function obstacle(service, action) {
  if (!service) return "";
  const offer = service.actions.find((one) => one.action === action);
  if (!offer) return `This runtime cannot ${action} ProxLB.`;
  return offer.allowed ? "" : offer.reason || "Not possible now.";
}

/**
 * Asks whether to save, and when ProxLB is to take it up.
 *
 * @param {App} app
 * @param {{title: string, content: Node[], wide?: boolean}} question
 * @returns {Promise<Way|null>} null when nothing is to be saved
 */
export function askHowToSave(app, question) {
  return ask(app, question, () => true, ({ when }) => (when ? `Save, ${when}` : "Only save"));
}

/**
 * Asks when ProxLB is to take up what is saved already.
 *
 * @param {App} app
 * @returns {Promise<Way|null>} null when it is not to take it up now
 */
export function askWhenToTakeUp(app) {
  const label = (/** @type {Way} */ { when }) => when.charAt(0).toUpperCase() + when.slice(1);
  return ask(app, { title: "When is ProxLB to take it up?", content: [] }, (way) => way.action !== null, label);
}

/**
 * @param {App} app
 * @param {{title: string, content: Node[], wide?: boolean}} question
 * @param {(way: Way) => boolean} isOffered
 * @param {(way: Way) => string} label
 */
async function ask(app, question, isOffered, label) {
  const ways = waysToSave(app.store.get("service")?.data).filter(isOffered);
  const choices = ways.map((way) => ({ value: way.apply, label: label(way), detail: way.detail, reason: way.reason }));
  const chosen = await chooseAction({ ...question, choices });
  return ways.find(({ apply }) => apply === chosen) ?? null;
}

/**
 * Makes ProxLB take the saved file up, and keeps the slice "saveWatch", from which watch.js tells what became of it.
 *
 * @param {App} app
 * @param {Way["action"]} action
 * @param {{backup: string|null}|null|undefined} saved
 */
export function takeUp(app, action, saved) {
  if (action === null) {
    app.store.update("saveWatch", null);
    return;
  }
  app.store.update("saveWatch", { action, backup: saved?.backup ?? null, at: Date.now(), runningSince: null, phase: "waiting" });
  app.actions.ask(action);
}
