/** All guests: search, filters in the address, a table for thousands of rows, and one guest beside it. */

import { download } from "../../dom/clipboard.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, emptyState, filterSelect, searchField } from "../../dom/parts.js";
import { csv } from "../../format/csv.js";
import { count } from "../../format/format.js";
import { isFiltered, sortRows } from "../../format/rows.js";
import { recall, remember } from "../../state/preferences.js";
import { placeholder } from "../page.js";
import { COLUMNS } from "./columns.js";
import { guestPanel } from "./panel.js";
import "./plb-guest-table.js";
import { filterGuests, GUEST_SORT_KEYS, guestChoices, NO_FILTER } from "./selectors.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").Guest} Guest */

/** @type {import("../page.js").View} */
export const guestsView = {
  topics: ["guests", "migrations"],
  fills: true,
  mount(main, app) {
    const page = new GuestsPage(main, app);
    return () => page.close();
  },
};

const RULES = [["affinity", "Affinity"], ["anti-affinity", "Anti-affinity"], ["ignore", "Ignored"], ["pin", "Pinned"]];

class GuestsPage {
  /** @type {Guest[]} */
  shown = [];
  /** @type {any} */
  #choices = { of: null, nodes: [], statuses: [], tags: [] };
  #columns = new Set(recall("guest-columns", COLUMNS.filter((column) => column.chosen).map((column) => column.id)));
  #paint = oncePerFrame(() => this.#render());
  #table = /** @type {any} */ (h("plb-guest-table", { "data-key": "table" }));

  /**
   * @param {HTMLElement} main
   * @param {App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.#table.addEventListener("sort", (/** @type {CustomEvent} */ event) => this.#sorted(event.detail));
    this.#table.addEventListener("open", (/** @type {CustomEvent} */ event) => app.router.go("guests", this.#with({ guest: String(event.detail) })));
    this.unwatch = app.store.watch(["guests", "overview", "migrations", "route"], this.#paint);
    this.escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape" && this.#param("guest") && !document.querySelector("dialog[open]")) this.#closePanel();
    };
    addEventListener("keydown", this.escape);
    this.#render();
  }

  close() {
    this.unwatch();
    this.#paint.cancel();
    removeEventListener("keydown", this.escape);
  }

  /** @param {string} name */
  #param(name) {
    return this.app.router.route.params.get(name) ?? "";
  }

  /** @param {Record<string, string>} changes */
  #with(changes) {
    return { ...Object.fromEntries(this.app.router.route.params), ...changes };
  }

  #closePanel() {
    this.app.router.go("guests", this.#with({ guest: "" }));
    this.#table.querySelector("table")?.focus();
  }

  /** @returns {import("./selectors.js").GuestFilter} */
  get filter() {
    const of = (/** @type {string} */ name) => this.#param(name);
    return { q: of("q"), node: of("node"), status: of("status"), type: of("type"), tag: of("tag"), rule: of("rule"), would: of("would") };
  }

  /** @returns {{field: string, order: "asc"|"desc"}} */
  get sort() {
    const field = this.#param("sort");
    const known = COLUMNS.some((column) => column.sort === field);
    return { field: known ? field : "vmid", order: this.#param("order") === "desc" ? "desc" : "asc" };
  }

  /** @param {{field: string, order: string}} wanted */
  #sorted({ field, order }) {
    this.app.router.refine({ sort: field, order });
  }

  #render() {
    const data = this.app.store.get("guests")?.data;
    const all = data ? /** @type {Guest[]} */ ([...data.values()]) : [];
    const { field, order } = this.sort;
    this.shown = sortRows(filterGuests(all, this.filter), field, order, GUEST_SORT_KEYS);
    const columns = COLUMNS.filter((column) => this.#columns.has(column.id) || column.id === "name");
    this.#table.shape = { columns, sort: this.sort };
    this.#table.rows = this.shown;
    const vmid = this.#param("guest");
    this.#table.selected = vmid ? Number(vmid) : null;
    const waiting = placeholder(this.app, "guests", 14);
    const migrations = this.app.store.get("migrations")?.data;
    morph(
      this.main,
      this.#filters(all, data),
      h(
        "div",
        { class: "guest-page", "data-key": "page" },
        h("div", { class: "guest-list card", "data-key": "list" }, waiting ?? this.#list(all)),
        vmid && data ? guestPanel(data.get(vmid), vmid, migrations, () => this.#closePanel()) : null,
      ),
    );
  }

  /** @param {Guest[]} all */
  #list(all) {
    if (this.shown.length) return this.#keep(this.#table);
    if (!all.length) return emptyState("guests", "No guests", "Proxmox answered, but there is no guest this token may see.");
    return emptyState("filter", "No guest matches", `${count(all.length)} guests are hidden by the filters.`, button("Clear filters", { click: () => this.#clear() }));
  }

  /**
   * The table is one element for the life of the page: morph must meet it, not a copy.
   *
   * @param {HTMLElement} element
   */
  #keep(element) {
    return element.isConnected ? h("plb-guest-table", { "data-key": "table" }) : element;
  }

  #clear() {
    this.app.router.go("guests", this.#with(NO_FILTER));
  }

  /**
   * @param {Guest[]} all
   * @param {unknown} data
   */
  #filters(all, data) {
    if (this.#choices.of !== data) this.#choices = { of: data, ...guestChoices(all) };
    const pick = (/** @type {string} */ key, /** @type {string} */ label, /** @type {string[][]} */ choices) =>
      filterSelect({ key, label, choices, value: this.#param(key), pick: (value) => this.app.router.go("guests", this.#with({ [key]: value })) });
    const counted = (/** @type {[string, number][]} */ pairs) => pairs.map(([value, amount]) => [value, `${value} (${amount})`]);
    const filtered = isFiltered(this.filter);
    const result = filtered ? `${count(this.shown.length)} of ${count(all.length)} guests` : `${count(all.length)} guests`;
    return h(
      "div",
      { class: "filters", "data-key": "filters", role: "search" },
      searchField({ label: "Search guests", placeholder: "Name, ID, tag or pool", value: this.#param("q"), search: (q) => this.app.router.refine({ q }) }),
      pick("node", "Node", counted(this.#choices.nodes)),
      pick("status", "Status", counted(this.#choices.statuses)),
      pick("type", "Type", [["vm", "VM"], ["ct", "CT"]]),
      pick("tag", "Tag", counted(this.#choices.tags)),
      pick("rule", "Rule", RULES),
      pick("would", "Next run", [["move", "Would move"], ["stay", "Would stay"]]),
      filtered ? button("Clear", { symbol: "close", key: "clear", title: "Clear filters", click: () => this.#clear() }) : null,
      h("span", { class: "filters-result", "aria-live": "polite", "data-key": "result" }, data ? result : ""),
      this.#columnMenu(),
      button("CSV", { symbol: "download", key: "csv", title: "Download the shown guests as CSV", disabled: !this.shown.length, click: () => this.#export() }),
    );
  }

  #columnMenu() {
    const toggle = (/** @type {string} */ id, /** @type {boolean} */ on) => {
      if (on) this.#columns.add(id);
      else this.#columns.delete(id);
      remember("guest-columns", [...this.#columns]);
      this.#paint();
    };
    const boxes = COLUMNS.filter((column) => column.id !== "name").map((column) => {
      const box = h("input", { type: "checkbox", checked: this.#columns.has(column.id), on: { change: (event) => toggle(column.id, event.target.checked) } });
      return h("label", { "data-key": column.id }, box, column.title);
    });
    return h("details", { class: "menu", "data-key": "columns" }, h("summary", { class: "button" }, icon("columns"), h("span", null, "Columns")), h("div", { class: "menu-body" }, ...boxes));
  }

  #export() {
    const columns = COLUMNS.filter((column) => this.#columns.has(column.id) || column.id === "name");
    const rows = this.shown.map((guest) => columns.map((column) => column.text(guest)));
    download("guests.csv", "text/csv;charset=utf-8", csv(columns.map((column) => column.title), rows));
  }
}
