/** Thousands of guests in a real table: only the rows in sight exist, and scrolling reuses them. */

import { oncePerFrame } from "../../dom/frame.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";

/** @typedef {import("../../types.js").Guest} Guest */
/** @typedef {import("./columns.js").Column} Column */

const MARGIN_ROWS = 20;
const ROW_PX = 36;
const CARD_PX = 92;

/** Takes "rows", "shape" and "selected"; tells by the events "sort" (detail: field, order) and "open" (detail: VMID). */
class PlbGuestTable extends HTMLElement {
  /** @type {Guest[]} */
  #rows = [];
  /** @type {Column[]} */
  #columns = [];
  #sort = { field: "vmid", order: "asc" };
  /** @type {number|null} */
  #selected = null;
  /** @type {number|null} the row the keyboard is on */
  #active = null;
  /** @type {HTMLTableRowElement[]} */
  #pool = [];
  /** @type {WeakMap<HTMLTableRowElement, {guest: Guest, columns: Column[]}>} */
  #filled = new WeakMap();
  #paint = oncePerFrame(() => this.#render());
  #narrow = matchMedia("(max-width: 640px)");
  #scroller = h("div", { class: "table-scroll", on: { scroll: () => this.#paint() } });
  #head = h("tr", { "aria-rowindex": "1" });
  #widths = h("colgroup");
  #above = h("tr", { class: "spacer", "aria-hidden": "true" }, h("td"));
  #below = h("tr", { class: "spacer", "aria-hidden": "true" }, h("td"));
  #body = h("tbody", null, this.#above, this.#below);
  #table = h(
    "table",
    { class: "guest-table", role: "grid", tabindex: "0", "aria-label": "Guests", on: { keydown: (event) => this.#key(event), click: (event) => this.#click(event) } },
    this.#widths,
    h("thead", null, this.#head),
    this.#body,
  );

  constructor() {
    super();
    this.#scroller.append(this.#table);
  }

  connectedCallback() {
    if (!this.contains(this.#scroller)) this.append(this.#scroller);
    this.resize = new ResizeObserver(() => this.#paint());
    this.resize.observe(this.#scroller);
    this.#render();
  }

  disconnectedCallback() {
    this.resize?.disconnect();
    this.#paint.cancel();
  }

  /** @param {Guest[]} rows */
  set rows(rows) {
    this.#rows = rows;
    this.#table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.#paint();
  }

  /** @param {{columns: Column[], sort: {field: string, order: string}}} value */
  set shape({ columns, sort }) {
    const sameColumns = columns.map((one) => one.id).join() === this.#columns.map((one) => one.id).join();
    if (sameColumns && sort.field === this.#sort.field && sort.order === this.#sort.order) return;
    if (!sameColumns) this.#columns = columns;
    if (sort.field !== this.#sort.field || sort.order !== this.#sort.order) this.#scroller.scrollTop = 0;
    this.#sort = sort;
    this.#renderHead();
    this.#paint();
  }

  /** @param {number|null} vmid */
  set selected(vmid) {
    if (vmid === this.#selected) return;
    this.#selected = vmid;
    if (vmid !== null) this.#active = vmid;
    this.#paint();
  }

  get #rowPx() {
    return this.#narrow.matches ? CARD_PX : ROW_PX;
  }

  #renderHead() {
    const total = this.#columns.reduce((sum, column) => sum + column.width, 0);
    this.#table.style.setProperty("min-width", `${total}px`);
    this.#widths.replaceChildren(...this.#columns.map((column) => h("col", { style: { width: `${(column.width / total) * 100}%` } })));
    this.#head.replaceChildren(...this.#columns.map((column) => this.#headCell(column)));
    for (const spacer of [this.#above, this.#below]) spacer.firstElementChild?.setAttribute("colspan", String(this.#columns.length));
  }

  /** @param {Column} column */
  #headCell(column) {
    const sorted = this.#sort.field === column.sort;
    const order = sorted && this.#sort.order === "asc" ? "desc" : sorted ? "asc" : (column.first ?? "asc");
    const sort = () => this.dispatchEvent(new CustomEvent("sort", { detail: { field: column.sort, order } }));
    return h(
      "th",
      { scope: "col", class: `col-${column.id}`, "aria-sort": sorted ? (this.#sort.order === "asc" ? "ascending" : "descending") : null },
      h("button", { class: "sort", type: "button", on: { click: sort } }, column.title, sorted ? icon(this.#sort.order === "asc" ? "sortup" : "down") : null),
    );
  }

  #render() {
    if (!this.#columns.length) return;
    const height = this.#rowPx;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / height) - MARGIN_ROWS);
    const fitting = Math.ceil((this.#scroller.clientHeight || 800) / height) + 2 * MARGIN_ROWS;
    const start = Math.max(0, Math.min(first, this.#rows.length - fitting));
    const shown = this.#rows.slice(start, start + fitting);
    while (this.#pool.length < shown.length) this.#pool.push(h("tr"));
    // Rows are dealt out by number, so that scrolling by one row rewrites one row only.
    const wanted = shown.map((_, offset) => /** @type {HTMLTableRowElement} */ (this.#pool[(start + offset) % this.#pool.length]));
    this.#place(wanted);
    wanted.forEach((tr, offset) => this.#fill(tr, /** @type {Guest} */ (shown[offset]), start + offset));
    this.#above.style.setProperty("height", `${start * height}px`);
    this.#below.style.setProperty("height", `${Math.max(0, this.#rows.length - start - shown.length) * height}px`);
    const active = shown.some((guest) => guest.vmid === this.#active);
    if (active) this.#table.setAttribute("aria-activedescendant", `guest-${this.#active}`);
    else this.#table.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLTableRowElement[]} wanted */
  #place(wanted) {
    const kept = new Set(wanted);
    for (const tr of /** @type {HTMLTableRowElement[]} */ ([...this.#body.children])) if (tr !== this.#above && tr !== this.#below && !kept.has(tr)) tr.remove();
    let before = this.#above.nextSibling;
    for (const tr of wanted) {
      if (tr === before) before = tr.nextSibling;
      else this.#body.insertBefore(tr, before);
    }
  }

  /**
   * @param {HTMLTableRowElement} tr
   * @param {Guest} guest
   * @param {number} index
   */
  #fill(tr, guest, index) {
    const old = this.#filled.get(tr);
    if (old?.guest !== guest || old.columns !== this.#columns) {
      tr.replaceChildren(...this.#columns.map((column) => h("td", { class: `col-${column.id}` }, ...column.show(guest))));
      this.#filled.set(tr, { guest, columns: this.#columns });
      tr.id = `guest-${guest.vmid}`;
      tr.dataset.vmid = String(guest.vmid);
      tr.classList.toggle("migrating", guest.lock === "migrate");
    }
    tr.setAttribute("aria-rowindex", String(index + 2));
    tr.setAttribute("aria-selected", String(guest.vmid === this.#selected));
    tr.classList.toggle("active", guest.vmid === this.#active);
    tr.classList.toggle("odd", index % 2 === 1);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = /** @type {Element} */ (event.target).closest("tr[data-vmid]");
    if (row instanceof HTMLElement) this.#open(Number(row.dataset.vmid));
  }

  /** @param {number} vmid */
  #open(vmid) {
    this.#active = vmid;
    this.dispatchEvent(new CustomEvent("open", { detail: vmid }));
    this.#paint();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target !== this.#table || !this.#rows.length) return;
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#rowPx) - 2);
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.#rows.length, End: this.#rows.length };
    const step = steps[event.key];
    if (event.key === "Enter" && this.#active !== null) this.#open(this.#active);
    else if (step === undefined) return;
    else this.#move(step);
    event.preventDefault();
  }

  /** @param {number} step */
  #move(step) {
    const current = this.#rows.findIndex((guest) => guest.vmid === this.#active);
    const next = Math.max(0, Math.min(this.#rows.length - 1, current === -1 ? 0 : current + step));
    this.#active = this.#rows[next]?.vmid ?? null;
    const height = this.#rowPx;
    const head = this.#head.offsetHeight;
    const top = next * height;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + height > scrollTop + clientHeight - head) this.#scroller.scrollTop = top + height - clientHeight + head;
    this.#render();
  }
}

customElements.define("plb-guest-table", PlbGuestTable);
