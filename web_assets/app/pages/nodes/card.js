/** One node as a card: what it is, what it carries, its state, and the switches. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { iconButton } from "../../dom/parts.js";
import { factList } from "../../dom/table.js";
import { guestStatus } from "../../elements/guest_status.js";
import { bytes, cores, count, duration, METHOD_NAMES, percent } from "../../format/format.js";
import { maintenanceState, stateChips } from "./state.js";

/** @typedef {import("../../types.js").Node} PveNode */
/**
 * @typedef {{app: import("../../types.js").App, refusal: string, busy: Set<string>, open: Set<string>,
 *            act: (what: "maintenance"|"ignored"|"schedule"|"preview", node: PveNode) => void,
 *            toggle: (name: string, open: boolean) => void}} NodeActions what a card can ask for; refusal: why not
 */

const GUESTS_SHOWN = 50;

/**
 * @param {PveNode} node
 * @param {NodeActions} actions
 */
export function nodeCard(node, actions) {
  const online = node.status === "online";
  const look = [online ? "" : "node-out", node.maintenance.length ? "node-maintenance" : "", node.ignored ? "node-ignored" : ""];
  return h(
    "section",
    { class: `card node ${look.join(" ")}`, "data-key": node.name, "aria-label": `Node ${node.name}` },
    h(
      "header",
      { class: "card-head" },
      h("span", { class: `node-symbol ${online ? "" : "tone-serious"}` }, icon("nodes")),
      h("div", { class: "grow" }, h("h2", null, node.name), h("p", { class: "node-line" }, ...statusLine(node))),
      h("div", { class: "card-aside" }, ...stateChips(node)),
    ),
    node.memory.total === null && node.cpu.total === null
      ? h("p", { class: "loads faint", "data-key": "loads" }, online ? "Proxmox shows no figures for this node." : "No figures while the node is away.")
      : h("div", { class: "loads", "data-key": "loads" }, load("CPU", node.cpu, cores, " cores"), load("Memory", node.memory, bytes), load("Disk", node.disk, bytes)),
    maintenanceState(actions.app, node),
    details(node, actions),
    controls(node, actions),
  );
}

/** @param {PveNode} node */
export function statusLine(node) {
  if (node.status !== "online") return [h("strong", { class: "tone-serious status-word" }, node.status)];
  return [h("span", { class: "tone-ok status-word" }, "online"), ` · up ${duration(node.uptime_seconds)}`];
}

/**
 * @param {PveNode} node
 * @param {NodeActions} actions
 */
export function controls(node, actions) {
  const maintenance = node.maintenance.includes("settings");
  return h(
    "div",
    { class: "node-controls", "data-key": "controls" },
    toggle("Maintenance", maintenance, node, "maintenance", actions),
    toggle("Ignored", node.ignored, node, "ignored", actions),
    actions.refusal ? opener("search", `Preview the evacuation of ${node.name}`, "preview", node, actions) : opener("clock", `Weekly maintenance of ${node.name}`, "schedule", node, actions),
  );
}

/**
 * @param {string} symbol
 * @param {string} label
 * @param {"schedule"|"preview"} what
 * @param {PveNode} node
 * @param {NodeActions} actions
 */
function opener(symbol, label, what, node, actions) {
  const busy = actions.busy.has(`${what} ${node.name}`);
  return iconButton(symbol, label, () => actions.act(what, node), { title: label, "aria-busy": busy ? "true" : null, "data-key": what });
}

/**
 * @param {string} label
 * @param {boolean} on what the settings file says, never what was only asked for
 * @param {PveNode} node
 * @param {"maintenance"|"ignored"} what
 * @param {NodeActions} actions
 */
function toggle(label, on, node, what, actions) {
  const busy = actions.busy.has(`${what} ${node.name}`);
  const blocked = Boolean(actions.refusal) || busy;
  return h(
    "button",
    {
      class: "toggle",
      type: "button",
      role: "switch",
      "aria-checked": String(on),
      "aria-label": `${label}: ${node.name}`,
      "aria-busy": busy ? "true" : null,
      "aria-disabled": blocked ? "true" : null,
      "aria-description": actions.refusal || null,
      title: actions.refusal || null,
      "data-key": what,
      on: { click: () => (blocked ? undefined : actions.act(what, node)) },
    },
    h("span", { class: "toggle-track", "aria-hidden": "true" }),
    h("span", { "aria-hidden": "true" }, label),
  );
}

/**
 * @param {PveNode} node
 * @param {NodeActions} actions
 */
function details(node, actions) {
  const { vm, ct, running } = node.guests;
  const summary = `${count(running)} running · ${count(vm)} VM, ${count(ct)} CT`;
  const open = actions.open.has(node.name);
  return h(
    "details",
    { class: "stay-reason node-details", "data-key": "details", open, on: { toggle: (/** @type {any} */ event) => actions.toggle(node.name, event.target.open) } },
    h("summary", null, icon("chevron"), h("span", { class: "grow" }, summary), node.version ? h("span", { class: "faint" }, node.version) : null),
    open ? h("div", { "data-key": "inside" }, facts(node), guestList(node, actions.app.store.get("guests")?.data)) : null,
  );
}

/** @param {PveNode} node */
function facts(node) {
  const pressure = Object.entries(node.pressure ?? {}).map(([method, one]) => `${METHOD_NAMES[method] ?? method} ${percent(one.some_percent, 1)}`);
  const schedule = node.schedule ? `${node.schedule.entries.join("; ")} for ${node.schedule.duration_hours} h` : null;
  return factList([
    ["Proxmox VE", node.version ?? "unknown"],
    node.ha_state ? ["HA state", node.ha_state] : null,
    node.reserved_memory_bytes ? ["Memory reserved", bytes(node.reserved_memory_bytes)] : null,
    pressure.length ? ["Waiting (PSI, last hour)", pressure.join(", ")] : null,
    schedule ? ["Weekly maintenance", schedule] : null,
  ]);
}

/**
 * @param {PveNode} node
 * @param {Map<string, import("../../types.js").Guest>|undefined} guests
 */
function guestList(node, guests) {
  const here = [...(guests?.values() ?? [])].filter((guest) => guest.node === node.name);
  const more = here.length - GUESTS_SHOWN;
  const items = here.slice(0, GUESTS_SHOWN).map((guest) =>
    h("li", { "data-key": String(guest.vmid) }, icon(guest.type, guest.type), h("a", { class: "grow", href: `#/guests?guest=${guest.vmid}` }, guest.name), h("span", { class: "faint" }, bytes(guest.memory_bytes)), guestStatus(guest)),
  );
  const all = h("a", { class: "more", href: `#/guests?node=${encodeURIComponent(node.name)}` }, more > 0 ? `All ${count(here.length)} guests` : "In the table of guests");
  return h("div", { "data-key": "guests" }, h("ul", { class: "node-guests" }, ...items), all);
}

/**
 * @param {string} name
 * @param {import("../../types.js").Share} share
 * @param {(value: number|null) => string} format
 * @param {string} [unit]
 */
function load(name, share, format, unit = "") {
  const width = (/** @type {number|null} */ value) => `${Math.max(0, Math.min(100, value ?? 0))}%`;
  const high = (share.used_percent ?? 0) >= 90;
  return h(
    "div",
    { class: "load", "data-key": name },
    h("div", { class: "load-head" }, h("span", { class: "load-name" }, name), h("strong", { class: high ? "tone-warning" : "" }, high ? icon("warning", "high") : null, percent(share.used_percent))),
    h(
      "div",
      { class: "load-track", "aria-hidden": "true" },
      h("span", { class: `load-fill ${high ? "bar-over" : ""}`, style: { width: width(share.used_percent) } }),
      share.assigned_percent === null ? null : h("span", { class: "load-assigned", style: { left: width(share.assigned_percent) } }),
    ),
    h(
      "div",
      { class: "load-foot" },
      h("span", null, `${format(share.used)} of ${format(share.total)}${unit}`),
      h("span", { class: "assigned-text" }, `assigned ${format(share.assigned)}${share.assigned_percent === null ? "" : ` (${percent(share.assigned_percent)})`}`),
    ),
  );
}
