/** One guest beside the table: loads, what its tags mean, and where it went. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { emptyState, iconButton, meter, moment, skeleton } from "../../dom/parts.js";
import { factList } from "../../dom/table.js";
import { guestStatus } from "../../elements/guest_status.js";
import { bytes, cores, count, percent, timestamp, UNKNOWN } from "../../format/format.js";
import { routeHash } from "../../router.js";
import { newestFirst } from "../../shared/migration_table/migration_table.js";
import { tagChip } from "./columns.js";
import { tagSentence } from "./selectors.js";

/**
 * @param {import("../../types.js").Guest|undefined} guest
 * @param {string} vmid
 * @param {Map<string, import("../../types.js").Migration>|undefined|null} migrations
 * @param {() => void} close
 */
export function guestPanel(guest, vmid, migrations, close) {
  const head = h(
    "header",
    { class: "panel-head" },
    guest ? icon(guest.type, guest.type.toUpperCase()) : null,
    h("div", { class: "grow" }, h("h2", null, guest?.name ?? `Guest ${vmid}`), h("p", { class: "faint" }, guest ? `${guest.type === "ct" ? "CT" : "VM"} ${vmid} on ${guest.node}` : "")),
    iconButton("close", "Close", close),
  );
  const body = guest
    ? [h("div", { class: "panel-status" }, guestStatus(guest)), nextRun(guest), loads(guest), facts(guest), rules(guest), moves(vmid, migrations)]
    : [emptyState("guests", `No guest ${vmid}`, "It may have been removed, or this token may not see it.")];
  return h("aside", { class: "panel", "data-key": "panel", "aria-label": `Guest ${guest?.name ?? vmid}` }, head, ...body);
}

/**
 * What ProxLB would do with it, which is the question most often asked.
 *
 * @param {import("../../types.js").Guest} guest
 */
function nextRun(guest) {
  const { why } = guest;
  if (!why) return h("section", { class: "panel-why", "data-key": "why" }, h("h3", null, "The next run"), h("p", { class: "faint" }, "Not calculated yet."));
  const moves = why.would === "move";
  return h(
    "section",
    { class: `panel-why tone-${moves ? "info" : "plain"}`, "data-key": "why" },
    h("h3", null, "The next run"),
    h("p", null, icon(moves ? "migrations" : "off", moves ? "moves" : "stays"), h("span", null, why.sentence)),
    h("a", { class: "more", href: "#/balancing" }, "The whole plan"),
  );
}

/** @param {import("../../types.js").Guest} guest */
function loads(guest) {
  const row = (/** @type {string} */ name, /** @type {number|null} */ share, /** @type {string} */ detail) =>
    h("div", { class: "panel-load", "data-key": name }, h("span", null, name), meter(share, share === null ? UNKNOWN : percent(share)), h("span", { class: "faint" }, detail));
  return h(
    "div",
    { class: "panel-loads", "data-key": "loads" },
    row("CPU", guest.cpu_percent, `of ${cores(guest.cpu_cores)} cores`),
    row("Memory", guest.memory_percent, `${bytes(guest.memory_bytes)} of ${bytes(guest.memory_total_bytes)}`),
    row("Disk", guest.disk_percent, guest.disk_bytes === null ? `size ${bytes(guest.disk_total_bytes)}` : `${bytes(guest.disk_bytes)} of ${bytes(guest.disk_total_bytes)}`),
  );
}

/** @param {import("../../types.js").Guest} guest */
function facts(guest) {
  return factList(
    [
      ["Node", h("a", { href: `#/guests?node=${encodeURIComponent(guest.node)}` }, guest.node)],
      ["Started", guest.started_at ? h("span", { title: timestamp(guest.started_at) }, moment(guest.started_at)) : UNKNOWN],
      ["Pool", guest.pool ?? "none"],
      ["HA", guest.ha_state ?? "not managed"],
      ["Lock", guest.lock ?? "none"],
      guest.score === null ? null : ["Score", h("span", { title: "100 minus the share of the last hour in which the guest waited for CPU, memory or disk, the worst of the three" }, `${count(guest.score)} of 100`)],
    ],
    { key: "facts" },
  );
}

/** @param {import("../../types.js").Guest} guest */
function rules(guest) {
  const notes = [];
  if (guest.ignored) notes.push(h("li", { "data-key": "ignored" }, icon("ignore"), h("span", null, `ProxLB never moves this guest${guest.ignored_by ? `, because of ${guest.ignored_by}` : ""}.`)));
  if (guest.pinned_to.length) notes.push(h("li", { "data-key": "pinned" }, icon("pin"), h("span", null, guest.pin_strict ? `It may run on ${guest.pinned_to.join(", ")} only.` : `It prefers ${guest.pinned_to.join(", ")}, but may run anywhere.`)));
  const tags = guest.tags.map((tag) => h("li", { "data-key": `tag-${tag.text}` }, tagChip(tag), h("span", null, tagSentence(tag), ruleLink(tag))));
  const none = notes.length + tags.length === 0 ? h("p", { class: "faint" }, "No tags and no rules: ProxLB may move it anywhere.") : null;
  const all = h("a", { class: "more", href: routeHash("rules", { guest: guest.vmid }) }, "All its rules");
  return h("section", { "data-key": "rules" }, h("h3", null, "Tags and rules"), none, h("ul", { class: "panel-list" }, ...notes, ...tags), all);
}

/** @param {import("../../types.js").Tag} tag */
function ruleLink(tag) {
  if (tag.kind === "plain" || (tag.kind === "pin" && !tag.value)) return null;
  return h("a", { class: "more block", href: routeHash("rules", { rule: `${tag.kind}/tag/${tag.text}` }) }, "Show rule");
}

/**
 * @param {string} vmid
 * @param {Map<string, import("../../types.js").Migration>|undefined|null} migrations
 */
function moves(vmid, migrations) {
  const title = h("h3", null, "Recent migrations");
  if (!migrations) return h("section", { "data-key": "moves" }, title, skeleton(2));
  const own = newestFirst(migrations).filter((one) => String(one.vmid) === vmid);
  const items = own.map((one) =>
    h(
      "li",
      { "data-key": one.id },
      icon(one.state === "ok" ? "ok" : one.state === "running" ? "running" : one.state === "failed" ? "serious" : "warning", one.state),
      h("span", null, `${one.source} → ${one.target ?? "unknown"}, `, moment(one.started_at), one.reason ? h("span", { class: "block faint" }, one.reason) : null),
    ),
  );
  return h("section", { "data-key": "moves" }, title, items.length ? h("ul", { class: "panel-list" }, ...items) : h("p", { class: "faint" }, "None in Proxmox' recent task list."));
}
