/** Balancing: the settings as a form, and beside it what ProxLB would do with them, anew with every change. */

import { announce, announceError } from "../../dom/announce.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, problemState, skeleton } from "../../dom/parts.js";
import { plural } from "../../format/format.js";
import { planBars, planHead, planMoves, planNotes, planStays } from "../../shared/plan/plan.js";
import { RunDetails } from "../../shared/run/details.js";
import { startRun } from "../../shared/run/start.js";
import { placeholder } from "../page.js";
import { againstFile, decodeDraft, emptyDraft, encodeDraft, isEmpty, withOverride, withSetting } from "./draft.js";
import { dryRunCard } from "./dry_run_card.js";
import { FileSettings } from "./file_settings.js";
import { balancingForm } from "./form.js";
import { Planning } from "./planning.js";
import { saveDialog } from "./save.js";
import { whatIf } from "./what_if.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("./draft.js").Draft} Draft */

/** @type {import("../page.js").View} */
export const balancingView = {
  topics: ["nodes", "guests", "runs", "settings"],
  mount(main, app) {
    const page = new BalancingPage(main, app);
    return () => page.close();
  },
};

class BalancingPage {
  /** @type {string|null} the resource whose bars are shown; null: the one ProxLB goes by */
  method = null;
  #paint = oncePerFrame(() => this.#render());
  #nodesAsOf = 0;

  /**
   * @param {HTMLElement} main
   * @param {App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.planning = new Planning(app.write);
    this.planning.addEventListener("change", this.#paint);
    this.file = new FileSettings(app.read);
    this.file.addEventListener("change", this.#fileRead);
    this.details = new RunDetails(app.store, app.read);
    const unwatchRuns = app.store.watch(["runs", "balancingRun", "runDetail"], () => this.#runsChanged());
    const unwatch = app.store.watch(["nodes", "guests", "overview", "route", "session"], () => this.#changed());
    const unwatchFile = app.store.watch(["settings"], () => this.file.follow(app.store.get("settings")));
    this.unwatch = () => [unwatch, unwatchRuns, unwatchFile].forEach((stop) => stop());
    this.file.load();
    this.#runsChanged();
    this.#changed();
  }

  get dryRun() {
    return this.app.store.get("runs")?.data?.get(this.app.store.get("balancingRun") ?? "") ?? null;
  }

  #runsChanged() {
    this.details.show(this.dryRun);
    this.#paint();
  }

  close() {
    this.unwatch();
    this.file.removeEventListener("change", this.#fileRead);
    this.planning.close();
    this.details.close();
    this.#paint.cancel();
  }

  /** @returns {Draft} */
  get draft() {
    return decodeDraft(this.app.router.route.params.get("try") ?? "");
  }

  /** @param {Draft} draft */
  set draft(draft) {
    this.app.router.refine({ try: encodeDraft(draft) });
  }

  #fileRead = (/** @type {any} */ { detail: isAnother }) => {
    if (this.file.problem && this.file.items) announceError(this.file.problem);
    if (isAnother && this.file.items) {
      const kept = againstFile(this.draft, this.file.items);
      const changes = Object.keys(kept.settings).length;
      announce("The settings file was saved elsewhere.", { tone: "info", detail: changes ? `The form shows it as it is now; what you have changed is kept (${plural(changes, "setting")}).` : "The form shows it as it is now." });
      this.draft = kept;
      this.planning.forget();
      this.planning.want(kept, true);
    }
    this.#paint();
  };

  #changed() {
    const read = this.app.store.get("nodes")?.asOf ?? 0;
    this.planning.want(this.draft, read !== this.#nodesAsOf);
    this.#nodesAsOf = read;
    this.#paint();
  }

  #render() {
    const waiting = placeholder(this.app, "nodes", 10);
    morph(this.main, this.#bar(), waiting ?? h("div", { class: "balancing-page", "data-key": "page" }, this.#left(), this.#right()));
  }

  #left() {
    const { draft } = this;
    const nodes = [...this.app.store.get("nodes").data.keys()].sort();
    const guests = this.app.store.get("guests")?.data ?? new Map();
    const form = this.file.items
      ? balancingForm(this.file.items, draft, (item, value) => (this.draft = withSetting(this.draft, item, value)))
      : h("section", { class: "card", "data-key": "form" }, this.file.problem ? problemState(this.file.problem) : skeleton(10));
    return h("div", { class: "stack", "data-key": "left" }, form, whatIf(nodes, guests, draft, (part, key, value) => (this.draft = withOverride(this.draft, part, key, value))));
  }

  #right() {
    const { plan, problem, stays } = this.planning;
    const refused = problem ? h("section", { class: "card", "data-key": "problem" }, problemState(problem)) : null;
    if (!plan) return h("div", { class: "stack", "data-key": "right" }, refused ?? h("section", { class: "card", "data-key": "wait" }, skeleton(10)));
    return h(
      "div",
      { class: `stack ${problem ? "plan-old" : ""}`, "data-key": "right" },
      refused,
      planHead(plan),
      planBars(plan, this.method ?? plan.method, (method) => {
        this.method = method;
        this.#paint();
      }),
      planMoves(plan),
      this.#dryRunCard(),
      planNotes(plan),
      planStays(plan, stays, () => this.planning.loadStays()),
    );
  }

  #dryRunCard() {
    const run = this.dryRun;
    const detail = this.app.store.get("runDetail");
    return run ? dryRunCard(run, detail?.id === run.id ? detail.data : null, this.draft.settings) : null;
  }

  /** @param {string} kind */
  async #start(kind) {
    const id = await startRun(this.app, kind, kind === "rebalance" ? {} : this.draft.settings);
    const { error } = this.app.store.get("runRequest") ?? {};
    if (id && kind === "dry-run") {
      this.app.store.update("balancingRun", id);
      announce("Dry run started", { tone: "info", detail: "ProxLB's answer appears below the plan's moves." });
    } else if (id) this.app.router.go("runs", { run: id });
    else if (error) {
      announceError(error);
      this.app.runs.dismiss();
    }
  }

  #bar() {
    const { draft } = this;
    const changed = Object.keys(draft.settings).length;
    const readOnly = this.app.store.get("session")?.read_only;
    const why = readOnly ? "The cockpit is read-only." : undefined;
    return h(
      "div",
      { class: "filters", "data-key": "bar", role: "toolbar", "aria-label": "Balancing" },
      button("Save", { symbol: "ok", tone: "primary", key: "save", disabled: !changed || readOnly || Boolean(this.planning.problem), title: why ?? (changed ? `${plural(changed, "change")} to save` : "Nothing is changed"), click: () => this.#save() }),
      button("Discard", { symbol: "close", key: "discard", disabled: isEmpty(draft), click: () => (this.draft = emptyDraft()) }),
      isEmpty(draft) ? null : h("span", { class: "chip tone-accent", "data-key": "trying" }, icon("info"), "Only tried, not saved"),
      h("span", { class: "filters-result", "data-key": "space" }),
      button("Best node", { symbol: "nodes", key: "best", disabled: readOnly, title: why ?? "Ask the real ProxLB for the best node", click: () => this.#start("best-node") }),
      button("Dry run", { symbol: "search", key: "dry", disabled: readOnly, title: why ?? "Let the real ProxLB calculate; nothing moves", click: () => this.#start("dry-run") }),
      button("Rebalance now", { symbol: "migrations", key: "rebalance", disabled: readOnly || changed > 0, title: why ?? (changed ? "Save or discard the changes first" : "Migrate guests now"), click: () => this.#start("rebalance") }),
    );
  }

  async #save() {
    const { file } = this;
    file.saving = true;
    const outcome = await saveDialog(this.app, file, this.draft);
    if (outcome) {
      file.etag = outcome.etag;
      await file.load();
      // Only now: until the file was read again the form would show its old values. What was typed meanwhile is kept.
      this.draft = file.problem || !file.items ? { ...this.draft, settings: {} } : againstFile(this.draft, file.items);
      announce("Settings saved.", { detail: outcome.notes.join(" ") });
      this.planning.forget();
      this.planning.want(this.draft, true);
    }
    file.saving = false;
    // Whoever saved while the dialog was open is heard of now.
    file.follow(this.app.store.get("settings"));
  }
}
