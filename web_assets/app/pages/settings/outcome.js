/** The strip that tells whether ProxLB runs with what was saved; where it does not, it offers the backup. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, moment } from "../../dom/parts.js";
import { outcomeOf, watched } from "../../shared/saving/watch.js";
import { bringBackAndStart } from "./save.js";

/** @typedef {import("../../types.js").App} App */

/**
 * Looks anew at the service; true while there is something to watch.
 *
 * @param {App} app
 */
export function updateOutcome(app) {
  const watch = app.store.get("saveWatch");
  if (!watch) return false;
  const outcome = outcomeNow(app, watch);
  app.store.update("saveWatch", watched(watch, outcome, Date.now()));
  return true;
}

/**
 * @param {App} app
 * @param {import("../../shared/saving/watch.js").SaveWatch} watch
 */
function outcomeNow(app, watch) {
  return outcomeOf(watch, app.store.get("action"), app.store.get("service")?.data, Date.now());
}

/**
 * @param {App} app
 * @param {import("./draft/draft.js").SettingsDraft} draft
 */
export function outcomeStrip(app, draft) {
  const watch = app.store.get("saveWatch");
  if (!watch) return null;
  const outcome = outcomeNow(app, watch);
  const dismiss = button("Dismiss", { tone: "small quiet", key: "dismiss", click: () => app.store.update("saveWatch", null) });
  if (outcome.phase === "failed") return failed(app, draft, watch, outcome, dismiss);
  const [tone, symbol, text] = told(app, watch, outcome.phase);
  return h("div", { class: `settings-outcome tone-${tone}`, role: "status", "data-key": "outcome", "data-tells": "action" }, icon(symbol), h("p", { class: "grow" }, ...text), dismiss);
}

/**
 * @param {App} app
 * @param {import("../../shared/saving/watch.js").SaveWatch} watch
 * @param {string} phase
 * @returns {[string, string, (Node|string)[]]}
 */
function told(app, watch, phase) {
  const next = app.store.get("service")?.data?.schedule?.next_run_at;
  if (watch.action === "reload") {
    if (phase === "waiting") return ["info", "clock", ["Saved. Asking ProxLB to read the file…"]];
    return ["ok", "ok", ["Saved. The new settings take effect with the next run", ...(next ? [", ", moment(next, "countdown")] : []), "."]];
  }
  if (phase === "waiting") return ["info", "clock", ["Saved. ProxLB is starting anew…"]];
  if (phase === "settling") return ["info", "clock", ["ProxLB is up with the new settings; watching whether it stays."]];
  return ["ok", "ok", ["ProxLB runs with the new settings."]];
}

/**
 * @param {App} app
 * @param {import("./draft/draft.js").SettingsDraft} draft
 * @param {import("../../shared/saving/watch.js").SaveWatch} watch
 * @param {import("../../shared/saving/watch.js").Outcome} outcome
 * @param {Node} dismiss
 */
function failed(app, draft, watch, outcome, dismiss) {
  const { backup } = watch;
  const words = outcome.lastLines.length ? h("pre", { class: "settings-words", tabindex: "0", "aria-label": "ProxLB's last words" }, outcome.lastLines.join("\n")) : null;
  return h(
    "section",
    { class: "settings-outcome settings-failed tone-serious", role: "alert", "data-key": "outcome", "data-tells": "action" },
    icon("serious"),
    h(
      "div",
      { class: "grow stack-small" },
      h("strong", null, "ProxLB does not run with the new settings."),
      h("p", null, outcome.message),
      outcome.hint ? h("p", { class: "hint" }, outcome.hint) : null,
      words,
      h(
        "div",
        { class: "buttons" },
        backup ? button("Bring the earlier file back and start", { tone: "primary", symbol: "undo", key: "back", disabled: draft.saving, click: () => bringBackAndStart(app, draft, backup) }) : null,
        h("a", { class: "button", href: "#/logs", "data-key": "logs" }, "Read the log"),
        dismiss,
      ),
    ),
  );
}
