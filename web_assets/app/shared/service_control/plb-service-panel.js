/** The state of the ProxLB service with its buttons. Takes "state"; tells by the events "action" (detail: its name) and "dismiss". */

import { confirmAction } from "../../dom/dialog.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, chip, iconButton, moment } from "../../dom/parts.js";
import { factList } from "../../dom/table.js";
import { duration, timestamp } from "../../format/format.js";
import { isUnderWay } from "./actions.js";

/** @type {Record<string, [string, string]>} */
const STATES = {
  running: ["ok", "running"],
  starting: ["info", "clock"],
  stopping: ["info", "clock"],
  stopped: ["off", "stopped"],
  failed: ["serious", "serious"],
  unknown: ["plain", "unknown"],
};

/** @type {Record<string, [string, string, string]>} label, symbol, what happens */
const ACTIONS = {
  start: ["Start", "running", "Starts ProxLB. Its first run begins at once and may migrate guests."],
  stop: ["Stop", "stopped", "Stops ProxLB. Guests stay where they are."],
  restart: ["Restart", "restart", "Stops and starts ProxLB: a run begins at once and may migrate guests."],
  reload: ["Reload", "reload", "ProxLB reads its settings again; they take effect with the next run."],
};

/** @type {Record<string, string[]>} */
const EFFECTS = {
  stop: [
    "ProxLB stops balancing until somebody starts it again.",
    "A migration that is running goes on: Proxmox finishes it on the node, and ProxLB loses track of it.",
  ],
  restart: [
    "A new run begins at once, with real migrations if the cluster is not balanced.",
    "A migration that is running goes on: Proxmox finishes it on the node, and ProxLB loses track of it.",
  ],
};

/** @typedef {import("./actions.js").Pending} Pending */

class PlbServicePanel extends HTMLElement {
  /** @type {{service: import("../../types.js").Service, pending: Pending|null, compact: boolean}|null} */
  #state = null;

  /** @param {{service: import("../../types.js").Service, pending: Pending|null, compact: boolean}} value */
  set state(value) {
    this.#state = value;
    if (this.isConnected) this.#render();
  }

  connectedCallback() {
    this.#render();
  }

  #render() {
    if (!this.#state) return;
    const { service, pending, compact } = this.#state;
    const [tone, symbol] = STATES[service.state] ?? ["plain", "unknown"];
    morph(
      this,
      h(
        "div",
        { class: "service-state", "data-key": "state" },
        chip(tone, service.state, symbol),
        service.since ? h("span", { class: "faint" }, "for ", moment(service.since, "elapsed")) : null,
      ),
      facts(service, compact),
      service.message ? h("p", { class: "service-message", "data-key": "message" }, service.message) : null,
      service.hint ? h("p", { class: "hint", "data-key": "hint" }, service.hint) : null,
      lastLines(service, compact),
      this.#buttons(service, pending),
      explanation(service),
      progress(pending, service, () => this.dispatchEvent(new CustomEvent("dismiss"))),
    );
  }

  /**
   * @param {import("../../types.js").Service} service
   * @param {Pending|null} pending
   */
  #buttons(service, pending) {
    const task = pending?.task ?? service.task;
    const sending = pending !== null && pending !== undefined && !pending.task && !pending.error;
    const underWay = sending ? pending.action : isUnderWay(task) ? task?.action : null;
    const offered = service.actions.filter(({ action }) => !withheld(service, action));
    const buttons = offered.map(({ action, allowed, reason }) => {
      const [label = action, symbol = "service", effect = ""] = ACTIONS[action] ?? [];
      const busy = underWay === action;
      // aria-disabled keeps the reason within reach of keyboard and screen reader, which "disabled" would not.
      const blocked = !allowed || underWay !== null;
      const why = underWay && !busy ? `Wait for ${underWay} to end.` : allowed ? effect : reason || "Not possible now.";
      return button(label, {
        symbol,
        busy,
        key: action,
        title: why,
        tone: action === "start" && allowed ? "primary" : "",
        attributes: { "aria-disabled": blocked ? "true" : null, "aria-description": why },
        click: () => (blocked ? undefined : this.#ask(action, label)),
      });
    });
    return h("div", { class: "buttons", "data-key": "buttons" }, ...buttons);
  }

  /**
   * @param {string} action
   * @param {string} label
   */
  async #ask(action, label) {
    const lines = EFFECTS[action];
    if (lines && !(await confirmAction({ title: `${label} ProxLB?`, lines, action: label }))) return;
    this.dispatchEvent(new CustomEvent("action", { detail: action }));
  }
}

/**
 * Why the runtime never allows the action; what is only not possible now stays a button that says so.
 * @param {import("../../types.js").Service} service
 * @param {string} action
 */
function withheld(service, action) {
  const found = service.capabilities?.find(({ name }) => name === action);
  return found && !found.allowed ? found.reason : "";
}

/** @param {import("../../types.js").Service} service */
function explanation(service) {
  const rows = service.actions.flatMap(({ action }) => {
    const why = withheld(service, action);
    return why ? [h("li", { "data-key": action }, h("strong", null, ACTIONS[action]?.[0] ?? action), " is not offered. ", why)] : [];
  });
  return rows.length ? h("ul", { class: "withheld hint", "data-key": "withheld" }, ...rows) : null;
}

/**
 * @param {import("../../types.js").Service} service
 * @param {boolean} compact
 */
function facts(service, compact) {
  const { schedule } = service;
  const result = schedule.last_result === "failures" ? chip("warning", "with failures", "warning") : schedule.last_result === "ok" ? chip("ok", "ok", "ok") : null;
  const now = [chip("info", "running now", "running"), schedule.run_started_at ? [" ", moment(schedule.run_started_at, "elapsed")] : []].flat(2);
  const next = schedule.running ? now : [schedule.next_run_at ? moment(schedule.next_run_at, "countdown") : "not planned"];
  const last = schedule.last_run_ended_at ? [moment(schedule.last_run_ended_at), " ", result] : ["none seen yet"];
  /** @type {[string, ...import("../../dom/h.js").Child[]][]} */
  const rows = [
    ["Next run", ...next],
    ["Last run", ...last],
    ["Version", service.version ?? "unknown"],
    ["Runtime", service.runtime === "none" ? "none found" : service.runtime],
  ];
  if (!compact) {
    if (service.pid) rows.push(["Process", String(service.pid)]);
    if (service.since) rows.push(["Since", timestamp(service.since)]);
    if (service.exit_code !== null) rows.push(["Exit code", String(service.exit_code)]);
    for (const { name, value } of service.details ?? []) rows.push([name, value]);
  }
  return factList(rows, { key: "facts" });
}

/**
 * @param {import("../../types.js").Service} service
 * @param {boolean} compact
 */
function lastLines(service, compact) {
  if (!service.last_lines.length || (service.state !== "failed" && !(service.state === "stopped" && service.exit_code))) return null;
  const lines = compact ? service.last_lines.slice(-4) : service.last_lines;
  return h("div", { class: "fix", "data-key": "last" }, h("pre", { tabindex: "0", "aria-label": "Last lines of the log" }, lines.join("\n")));
}

/**
 * @param {Pending|null} pending
 * @param {import("../../types.js").Service} service
 * @param {() => void} dismiss
 */
function progress(pending, service, dismiss) {
  const task = pending?.task ?? (pending ? null : isUnderWay(service.task) ? service.task : null);
  if (!pending && !task) return h("div", { "data-key": "progress", "aria-live": "polite" });
  const action = pending?.action ?? task?.action ?? "";
  const label = ACTIONS[action]?.[0] ?? action;
  const { tone, symbol, text, detail } = outcome(label, pending?.error, task);
  return h(
    "div",
    { "data-key": "progress", "aria-live": "polite" },
    h(
      "div",
      { class: `notice progress tone-${tone}` },
      icon(symbol),
      h(
        "div",
        { class: "grow" },
        h("strong", null, text),
        task && isUnderWay(task) ? h("span", { class: "faint" }, " ", moment(task.started_at, "elapsed")) : null,
        detail ? h("p", null, detail) : null,
        pending?.error?.hint || task?.hint ? h("p", { class: "hint" }, pending?.error?.hint || task?.hint) : null,
        pending?.error?.id ? h("p", { class: "faint mono" }, `id ${pending.error.id}`) : null,
      ),
      tone === "info" ? null : iconButton("close", "Dismiss", dismiss),
    ),
  );
}

/**
 * @param {string} label
 * @param {any} error
 * @param {import("../../types.js").ActionTask|null|undefined} task
 */
function outcome(label, error, task) {
  if (error) return { tone: "serious", symbol: "serious", text: `${label}: not done`, detail: error.message };
  if (!task) return { tone: "info", symbol: "clock", text: `${label}: asking`, detail: "" };
  if (task.state === "accepted") return { tone: "info", symbol: "clock", text: `${label}: accepted`, detail: "" };
  if (task.state === "running") return { tone: "info", symbol: "clock", text: `${label}: waiting for the new state`, detail: task.message };
  const took = task.ended_at ? duration((Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000) : "";
  const failed = task.state === "failed";
  return {
    tone: failed ? "serious" : "ok",
    symbol: failed ? "serious" : "ok",
    text: failed ? `${label}: failed after ${took}` : `${label}: done in ${took}`,
    detail: task.message,
  };
}

customElements.define("plb-service-panel", PlbServicePanel);
