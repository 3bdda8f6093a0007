/** What if a node fails, or a guest is held in place: changes to try that no setting holds. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, iconButton } from "../../dom/parts.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {(part: "nodes"|"pins", key: string, value: any) => void} Override */

const STATES = [["", "as it is"], ["offline", "fails"], ["maintenance", "in maintenance"], ["ignored", "ignored"], ["online", "takes part"]];

/**
 * @param {string[]} nodes
 * @param {Map<string, import("../../types.js").Guest>} guests
 * @param {Draft} draft
 * @param {Override} override
 */
export function whatIf(nodes, guests, draft, override) {
  return card(
    { title: "What if", key: "what-if" },
    h("div", { class: "what-if-nodes", "data-key": "nodes" }, ...nodes.map((name) => nodeChoice(name, draft.nodes[name] ?? "", override))),
    pins(nodes, guests, draft, override),
  );
}

/**
 * @param {string} name
 * @param {string} state
 * @param {Override} override
 */
function nodeChoice(name, state, override) {
  const change = (/** @type {any} */ event) => override("nodes", name, event.target.value);
  return h(
    "label",
    { class: "what-if-node", "data-key": name },
    h("span", { class: "clip" }, name),
    h("select", { class: state ? "chosen" : "", "aria-label": `What if ${name}`, on: { change }, props: { value: state } }, ...STATES.map(([value, text]) => h("option", { value }, text ?? ""))),
  );
}

/**
 * @param {string[]} nodes
 * @param {Map<string, import("../../types.js").Guest>} guests
 * @param {Draft} draft
 * @param {Override} override
 */
function pins(nodes, guests, draft, override) {
  const rows = Object.entries(draft.pins).map(([vmid, held]) => {
    const name = guests.get(vmid)?.name ?? `Guest ${vmid}`;
    const text = held.length ? `on ${held.join(", ")}` : "free to move";
    return h(
      "li",
      { "data-key": vmid },
      icon("pin"),
      h("span", { class: "grow" }, h("strong", null, name), ` ${text}`),
      iconButton("close", `Forget the pin of ${name}`, () => override("pins", vmid, null)),
    );
  });
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    const form = event.target;
    const vmid = guestIn(form.elements.guest.value, guests);
    if (vmid === null) {
      form.elements.guest.setCustomValidity("Choose a guest from the list, or give its VMID.");
      form.reportValidity();
      return;
    }
    override("pins", vmid, form.elements.node.value ? [form.elements.node.value] : []);
    form.reset();
  };
  const forget = (/** @type {any} */ event) => event.target.setCustomValidity("");
  return h(
    "div",
    { class: "what-if-pins", "data-key": "pins" },
    rows.length ? h("ul", { class: "panel-list" }, ...rows) : null,
    h(
      "form",
      { class: "what-if-add", "data-key": "add", on: { submit } },
      h("input", { type: "text", name: "guest", list: "what-if-guests", required: true, placeholder: "Guest", "aria-label": "Guest to hold", autocomplete: "off", on: { input: forget } }),
      h("select", { name: "node", "aria-label": "Node to hold it on" }, h("option", { value: "" }, "free to move"), ...nodes.map((name) => h("option", { value: name }, `on ${name}`))),
      button("Try", { symbol: "pin", attributes: { type: "submit" } }),
    ),
    h("datalist", { id: "what-if-guests" }, ...[...guests.values()].slice(0, 500).map((guest) => h("option", { value: `${guest.name} (${guest.vmid})` }))),
  );
}

/**
 * @param {string} text a VMID, a name, or both as the list offers it
 * @param {Map<string, import("../../types.js").Guest>} guests
 */
function guestIn(text, guests) {
  const wanted = text.trim();
  const inside = /\((\d+)\)$/.exec(wanted)?.[1] ?? wanted;
  if (guests.has(inside)) return inside;
  for (const guest of guests.values()) if (guest.name === wanted) return String(guest.vmid);
  return null;
}
