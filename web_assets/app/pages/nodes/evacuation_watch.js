/** Progress of emptying a node: remembers which guests were to leave when it went into maintenance, and counts them. */

import { recall, remember } from "../../state/preferences.js";

/** @typedef {import("../../types.js").Guest} Guest */
/** @typedef {{vmids: number[], since: number, apply: string}} Evacuating */
/** @typedef {{left: number, total: number, here: Guest[]}} EvacuationProgress here: those that have not left */

const NAME = "evacuations";

/**
 * Remembers over a reload what is watched.
 *
 * @param {string} node
 * @param {Evacuating|null} evacuating null: no more
 */
export function watchEvacuation(node, evacuating) {
  const { [node]: _, ...others } = recall(NAME, /** @type {Record<string, Evacuating>} */ ({}));
  remember(NAME, evacuating ? { ...others, [node]: evacuating } : others);
}

/**
 * @param {string} node
 * @returns {Evacuating|null}
 */
export function watchedEvacuation(node) {
  const found = recall(NAME, /** @type {Record<string, any>} */ ({}))[node];
  return Array.isArray(found?.vmids) ? found : null;
}

/**
 * A guest that was stopped or removed meanwhile keeps nobody waiting any more.
 *
 * @param {string} node
 * @param {Evacuating} evacuating
 * @param {Map<string, Guest>} guests
 * @returns {EvacuationProgress}
 */
export function evacuationProgress(node, evacuating, guests) {
  const here = evacuating.vmids.flatMap((vmid) => {
    const guest = guests.get(String(vmid));
    return guest && guest.node === node && guest.status !== "stopped" ? [guest] : [];
  });
  return { left: evacuating.vmids.length - here.length, total: evacuating.vmids.length, here };
}

/**
 * True when a whole run began and ended after the switch, so that what is still there will not leave by itself.
 *
 * @param {Evacuating} evacuating
 * @param {import("../../types.js").Schedule|undefined} schedule
 * @param {number} now the server's clock
 */
export function runIsOver(evacuating, schedule, now) {
  if (!schedule || schedule.running || now - evacuating.since < 10_000) return false;
  return Date.parse(schedule.last_run_ended_at ?? "") > evacuating.since;
}
