/** Judges whether ProxLB came up with saved settings: waiting for it, watching whether it stays, stable, or failed. */

import { isUnderWay } from "../service_control/actions.js";

/**
 * @typedef {{action: string, backup: string|null, at: number, runningSince: number|null, phase: string}} SaveWatch
 * @typedef {{phase: "waiting"|"settling"|"stable"|"failed", message: string, hint: string, lastLines: string[]}} Outcome
 */

/** How long ProxLB may take to come up. */
export const UP_MS = 90_000;
/** How long it has to run before the new settings count as good: with wrong credentials it ends after some seconds only. */
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
  return watch.runningSince !== null && now - watch.runningSince >= SETTLE_MS ? told("stable") : told("settling");
}

/**
 * The watch with what was seen just now: the phase, and since when ProxLB runs.
 *
 * @param {SaveWatch} watch
 * @param {Outcome} outcome
 * @param {number} now
 */
export function watched(watch, { phase }, now) {
  const running = phase === "settling" || phase === "stable";
  const runningSince = running ? (watch.runningSince ?? now) : null;
  return runningSince === watch.runningSince && phase === watch.phase ? watch : { ...watch, runningSince, phase };
}
