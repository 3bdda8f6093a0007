/** Migrations: what moves now, what moved long ago, and what Proxmox said about each. */

import { announce } from "../../dom/announce.js";
import { download } from "../../dom/clipboard.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, emptyState, filterSelect, searchField } from "../../dom/parts.js";
import { csv } from "../../format/csv.js";
import { plural } from "../../format/format.js";
import { CSV_COLUMNS, csvRow, migrationTable } from "../../shared/migration_table/migration_table.js";
import { now } from "../../state/clock.js";
import { placeholder } from "../page.js";
import { matchesFilter, mergeRows, NO_FILTER, queryOf } from "./filter.js";
import { showTaskLog } from "./task_log.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").Migration} Migration */

/** @type {import("../page.js").View} */
export const migrationsView = {
  topics: ["migrations", "nodes"],
  mount(main, app) {
    const page = new MigrationsPage(main, app);
    return () => page.close();
  },
};

const STATES = [["", "All"], ["running", "Running"], ["ok", "Done"], ["warnings", "Warnings"], ["failed", "Failed"]];
const ORIGINS = [["run", "Runs here"], ["service", "Service"], ["user", "Others"]];
const PERIODS = [["1", "Last day"], ["7", "Last week"], ["30", "Last month"]];
const PAGE_ROWS = 200;
const MOST_ROWS = 10_000;
const TYPING_MS = 250;

class MigrationsPage {
  /** @type {Migration[]} */
  #older = [];
  #complete = false;
  #loading = false;
  #note = "";
  /** @type {string} the filter the older rows were read with */
  #olderOf = "";
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #typing;
  #paint = oncePerFrame(() => this.#render());

  /**
   * @param {HTMLElement} main
   * @param {App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.unwatch = app.store.watch(["migrations", "nodes", "overview", "route"], this.#paint);
    this.#render();
  }

  close() {
    this.unwatch();
    this.#paint.cancel();
    clearTimeout(this.#typing);
  }

  get filter() {
    const of = (/** @type {string} */ name) => this.app.router.route.params.get(name) ?? "";
    return { guest: of("guest"), node: of("node"), state: of("state"), by: of("by"), days: of("days") };
  }

  get filtered() {
    return Object.values(this.filter).some(Boolean);
  }

  #render() {
    const waiting = placeholder(this.app, "migrations", 8);
    const shown = this.#shown();
    this.#readOlderOfNewFilter(waiting === null);
    morph(this.main, this.#filters(shown), card({ title: "Migrations", key: "list" }, waiting ?? this.#body(shown)));
  }

  #shown() {
    const live = this.app.store.get("migrations")?.data ?? new Map();
    const at = now();
    return mergeRows(live.values(), this.#older).filter((row) => matchesFilter(row, this.filter, at));
  }

  /** @param {boolean} ready */
  #readOlderOfNewFilter(ready) {
    const wanted = JSON.stringify(this.filter);
    if (!ready || wanted === this.#olderOf) return;
    this.#olderOf = wanted;
    [this.#older, this.#complete] = [[], false];
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#readOlder(), TYPING_MS);
  }

  /** @param {Migration} [after] */
  async #readOlder(after) {
    const wanted = this.#olderOf;
    this.#loading = true;
    this.#paint();
    try {
      const answer = await this.app.read(`migrations?${queryOf(this.filter, now(), { after, limit: PAGE_ROWS })}`);
      if (wanted !== this.#olderOf) return;
      this.#older = mergeRows(this.#older, answer.items);
      this.#complete = answer.items.length < PAGE_ROWS;
      this.#note = answer.note;
    } catch (error) {
      announce("Older migrations could not be read", { tone: "serious", detail: /** @type {any} */ (error).message });
    } finally {
      this.#loading = false;
      this.#paint();
    }
  }

  /** @param {Migration[]} shown */
  #body(shown) {
    if (shown.length) return h("div", { "data-key": "rows" }, migrationTable(shown, (one) => showTaskLog(this.app, one)), this.#foot(shown));
    if (this.#loading || !this.#complete) return emptyState("clock", "Looking", "Reading the history.");
    if (this.filtered) {
      const clear = button("Clear filters", { click: () => this.#go(NO_FILTER) });
      return emptyState("filter", "No migration matches", "Others are hidden by the filters.", clear);
    }
    return emptyState("migrations", "No migrations yet", "Proxmox' task list holds none. They appear here while they run.");
  }

  /** @param {Migration[]} shown */
  #foot(shown) {
    const more = this.#complete ? null : button("Load older", { busy: this.#loading, disabled: this.#loading, key: "more", click: () => this.#readOlder(shown.at(-1)) });
    const told = `${plural(shown.length, "migration")}${this.#complete ? ", all there are" : ""}`;
    return h("div", { class: "foot foot-row", "data-key": "foot" }, h("p", { class: "faint", "aria-live": "polite" }, told), this.#note ? h("p", { class: "faint" }, icon("info"), this.#note) : null, more);
  }

  /** @param {Record<string, string>} changes */
  #go(changes) {
    this.app.router.go("migrations", { ...this.filter, ...changes });
  }

  /** @param {Migration[]} shown */
  #filters(shown) {
    const { state } = this.filter;
    const tabs = STATES.map(([value, label]) =>
      button(label ?? "", { tone: "small", key: value || "all", attributes: { "aria-pressed": String(value === state) }, click: () => this.#go({ state: value ?? "" }) }),
    );
    const nodes = [...(this.app.store.get("nodes")?.data?.keys() ?? [])].sort();
    return h(
      "div",
      { class: "filters", "data-key": "filters", role: "search" },
      this.#search(),
      this.#select("node", "Node", nodes.map((name) => [name, name])),
      this.#select("by", "Anybody", ORIGINS),
      this.#select("days", "Any time", PERIODS),
      h("div", { class: "segments", role: "group", "aria-label": "Result", "data-key": "state" }, ...tabs),
      this.filtered ? button("Clear", { symbol: "close", key: "clear", title: "Clear filters", click: () => this.#go(NO_FILTER) }) : null,
      h("span", { class: "filters-result", "data-key": "space" }),
      button("CSV", { symbol: "download", key: "csv", title: "Download all that match as CSV", disabled: !shown.length, click: () => this.#export() }),
    );
  }

  #search() {
    const search = (/** @type {string} */ guest) => this.app.router.refine({ guest });
    return searchField({ label: "Search migrations", placeholder: "Guest name or ID", value: this.filter.guest, search });
  }

  /**
   * @param {"node"|"by"|"days"} name
   * @param {string} label
   * @param {string[][]} choices
   */
  #select(name, label, choices) {
    return filterSelect({ key: name, label, choices, value: this.filter[name], pick: (value) => this.#go({ [name]: value }) });
  }

  async #export() {
    try {
      const { items } = await this.app.read(`migrations?${queryOf(this.filter, now(), { limit: MOST_ROWS })}`);
      const rows = items.map(csvRow);
      download("migrations.csv", "text/csv;charset=utf-8", csv(CSV_COLUMNS, rows));
    } catch (error) {
      announce("The migrations could not be read", { tone: "serious", detail: /** @type {any} */ (error).message });
    }
  }
}
