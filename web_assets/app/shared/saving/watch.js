/** What became of ProxLB after its settings were saved and it was told to take them up. */

import { isUnderWay } from "../service_control/actions.js";

/**
 * @typedef {{action: string, backup: string|null, at: number, wellSince: number|null, phase: string}} SaveWatch
 * @typedef {{phase: "waiting"|"settling"|"well"|"failed", message: string, hint: string, lastLines: string[]}} Outcome
 */

/** How long ProxLB may take to come up. */
export const UP_MS = 90_000;
/** How long it has to run before the new settings count as good. */
export const SETTLE_MS = 20_000;

/**
 * @param {SaveWatch} watch
 * @param {import("../service_control/actions.js").Pending|null|undefined} pending
 * @param {import("../../types.js").Service|null|undefined} service
 * @param {number} now
 * @returns {Outcome}
 */
export function outcomeOf(watch, pending, service, now) {
  const told = (/** @type {Outcome["phase"]} */ phase, message = "", hint = "") => ({ phase, message, hint, lastLines: service?.last_lines ?? [] });
  const task = pending?.task;
  if (pending?.error) return told("failed", pending.error.message, pending.error.hint);
  if (task?.state === "failed") return told("failed", task.message.split("\n")[0], task.hint);
  if (pending && (!task || isUnderWay(task))) return now - watch.at > UP_MS ? told("failed", `ProxLB is not up after ${UP_MS / 1000} seconds.`) : told("waiting");
  if (service?.state === "failed" || service?.state === "stopped") return told("failed", service.message || `ProxLB is ${service.state}.`, service.hint);
  if (service?.state !== "running") return now - watch.at > UP_MS ? told("failed", `ProxLB is ${service?.state ?? "not to be seen"} after ${UP_MS / 1000} seconds.`) : told("waiting");
  return watch.wellSince !== null && now - watch.wellSince >= SETTLE_MS ? told("well") : told("settling");
}

/**
 * The watch with what was seen just now: the phase, and since when ProxLB runs.
 *
 * @param {SaveWatch} watch
 * @param {Outcome} outcome
 * @param {number} now
 */
export function watched(watch, { phase }, now) {
  const running = phase === "settling" || phase === "well";
  const wellSince = running ? (watch.wellSince ?? now) : null;
  return wellSince === watch.wellSince && phase === watch.phase ? watch : { ...watch, wellSince, phase };
}
