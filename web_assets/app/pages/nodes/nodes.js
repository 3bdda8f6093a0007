/** Every node: what it is, what it carries, and what ProxLB is told to make of it. */

import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, emptyState } from "../../dom/parts.js";
import { sortRows } from "../../format/rows.js";
import { placeholder } from "../page.js";
import { nodeCard } from "./card.js";
import { editSchedule } from "./schedule.js";
import { previewEvacuation, switchIgnored, switchMaintenance } from "./switch.js";
import { nodeTable } from "./table.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("../../types.js").Node} PveNode */

const CARDS_AT_MOST = 12;

/** @type {import("../page.js").View} */
export const nodesView = {
  topics: ["nodes", "guests", "service"],
  mount(main, app) {
    const page = new NodesPage(main, app);
    return () => page.close();
  },
};

class NodesPage {
  /** @type {any} the settings file; null until it was read */
  #config = null;
  #unreadable = "";
  #configReadFor = "";
  /** @type {Set<string>} */
  #busy = new Set();
  /** @type {Set<string>} */
  #open = new Set();
  #closed = false;
  #paint = oncePerFrame(() => this.#render());

  /**
   * @param {HTMLElement} main
   * @param {App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.unwatch = app.store.watch(["nodes", "guests", "overview", "service", "session", "route"], () => this.#changed());
    this.#changed();
  }

  close() {
    this.#closed = true;
    this.unwatch();
    this.#paint.cancel();
  }

  #changed() {
    const nodes = /** @type {PveNode[]} */ ([...(this.app.store.get("nodes")?.data?.values() ?? [])]);
    // What the file says of the nodes tells when it is worth reading anew.
    const told = JSON.stringify([nodes.map((node) => [node.name, node.maintenance, node.ignored]), this.#warnings().map((one) => [one.title, one.detail])]);
    if (told !== this.#configReadFor) {
      this.#configReadFor = told;
      this.#readConfig();
    }
    this.#paint();
  }

  async #readConfig() {
    try {
      this.#config = await this.app.read("config");
      this.#unreadable = "";
    } catch (error) {
      this.#unreadable = /** @type {any} */ (error).message;
    }
    if (!this.#closed) this.#paint();
  }

  get #whyLocked() {
    if (this.app.store.get("session")?.read_only) return "The cockpit is read-only.";
    if (this.#unreadable) return this.#unreadable;
    return this.#config ? this.#config.writable.reason : "The settings file is being read.";
  }

  /** @returns {import("../../types.js").Warning[]} names in the settings that are no nodes */
  #warnings() {
    return (this.app.store.get("overview")?.data?.warnings ?? []).filter((/** @type {import("../../types.js").Warning} */ one) => one.code.startsWith("unknown-node-"));
  }

  #render() {
    const waiting = placeholder(this.app, "nodes", 8);
    if (waiting) {
      morph(this.main, h("section", { class: "card", "data-key": "none" }, waiting));
      return;
    }
    const nodes = sortRows([...this.app.store.get("nodes").data.values()], "name", "asc");
    if (!nodes.length) {
      morph(this.main, emptyState("nodes", "No nodes", "Proxmox answered, but named no node this token may see."));
      return;
    }
    const actions = { app: this.app, refusal: this.#whyLocked, busy: this.#busy, open: this.#open, act: this.#act, toggle: this.#toggle };
    const many = nodes.length > CARDS_AT_MOST;
    const chosen = many ? nodes.find((node) => node.name === this.app.router.route.params.get("node")) : null;
    morph(
      this.main,
      this.#notices(),
      chosen ? h("div", { class: "node-grid node-chosen", "data-key": "chosen" }, nodeCard(chosen, actions), button("All nodes", { symbol: "close", tone: "small", click: () => this.app.router.refine({ node: "" }) })) : null,
      many ? nodeTable(nodes, actions) : h("div", { class: "node-grid", "data-key": "nodes" }, ...nodes.map((node) => nodeCard(node, actions))),
    );
  }

  #notices() {
    const readOnly = this.#config || this.#unreadable || this.app.store.get("session")?.read_only ? this.#whyLocked : "";
    const items = this.#warnings().map((one) => h("li", { class: "notice tone-warning", "data-key": one.code }, icon("warning", "warning"), h("div", null, h("strong", null, one.title), h("p", null, one.detail), h("p", { class: "hint" }, one.hint))));
    if (readOnly) items.unshift(h("li", { class: "notice tone-info", "data-key": "refusal" }, icon("lock", "locked"), h("p", null, `Nodes cannot be switched here: ${readOnly}`)));
    return items.length ? h("ul", { class: "notices node-notices", "data-key": "notices" }, ...items) : null;
  }

  /** @type {import("./card.js").NodeActions["act"]} */
  #act = async (what, node) => {
    const key = `${what} ${node.name}`;
    if (this.#busy.size) return;
    this.#busy.add(key);
    this.#render();
    try {
      if (what === "maintenance") await switchMaintenance(this.app, node);
      else if (what === "ignored") await switchIgnored(this.app, node);
      else if (what === "schedule") await editSchedule(this.app, node);
      else await previewEvacuation(this.app, node.name);
    } finally {
      this.#busy.delete(key);
      if (!this.#closed) this.#paint();
    }
  };

  /** @type {import("./card.js").NodeActions["toggle"]} */
  #toggle = (name, open) => {
    if (this.#open.has(name) === open) return;
    if (open) this.#open.add(name);
    else this.#open.delete(name);
    this.#paint();
  };
}
