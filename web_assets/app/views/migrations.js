/** Recent migrations, from Proxmox' own tasks. */

import { h } from "../dom/h.js";
import { button, card, emptyState } from "../dom/parts.js";
import { plural } from "../format.js";
import { migrationTable, newestFirst } from "./migration_rows.js";
import { follow, standIn } from "./view.js";

const STATES = ["running", "ok", "warnings", "failed"];

/** @type {import("./view.js").View} */
export const migrationsView = {
  topics: ["migrations"],
  mount(main, app) {
    return follow(main, app, ["migrations", "overview", "route"], () => {
      const wanted = app.router.route.params.get("state") ?? "";
      return [content(app, STATES.includes(wanted) ? wanted : "")];
    });
  },
};

/**
 * @param {import("./view.js").App} app
 * @param {string} wanted
 */
function content(app, wanted) {
  const instead = standIn(app, "migrations", 8);
  if (instead) return card({ title: "Recent migrations" }, instead);
  const all = newestFirst(app.store.get("migrations").data);
  const shown = wanted ? all.filter((one) => one.state === wanted) : all;
  const tabs = ["", ...STATES].map((state) =>
    button(state === "" ? "All" : state === "ok" ? "Done" : state.charAt(0).toUpperCase() + state.slice(1), {
      tone: "small",
      key: state || "all",
      attributes: { "aria-pressed": String(state === wanted) },
      click: () => app.router.go("migrations", { state }),
    }),
  );
  const aside = [h("div", { class: "segments", role: "group", "aria-label": "Result" }, ...tabs)];
  return card({ title: "Recent migrations", aside }, body(app, all, shown));
}

/**
 * @param {import("./view.js").App} app
 * @param {import("../types.js").Migration[]} all
 * @param {import("../types.js").Migration[]} shown
 */
function body(app, all, shown) {
  if (shown.length) {
    const note = `${plural(shown.length, "migration")}, as far back as Proxmox keeps its cluster task list`;
    return h("div", { "data-key": "list" }, migrationTable(shown), h("p", { class: "faint foot", "aria-live": "polite" }, note));
  }
  if (all.length) {
    const clear = button("Clear filters", { click: () => app.router.go("migrations") });
    return emptyState("filter", "No migration with this result", "Others are hidden by the filter.", clear);
  }
  return emptyState("migrations", "No migrations yet", "Proxmox' task list holds none. They appear here while they run.");
}
