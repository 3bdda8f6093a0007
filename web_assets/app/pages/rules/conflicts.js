/** Conflicts among rules: the cause, the guests, the remedy, and commands to copy. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, card, chip, copyButton } from "../../dom/parts.js";
import { count, plural } from "../../format/format.js";
import { guestChip } from "./card.js";

/** @typedef {import("../../types.js").RuleBook} RuleBook */
/** @typedef {import("../../types.js").Conflict} Conflict */

const GUESTS_SHOWN = 8;

/**
 * @param {RuleBook} book
 * @param {Conflict[]} conflicts that the filters leave
 * @param {number} most
 * @param {() => void} showMore
 */
export function conflictCard(book, conflicts, most, showMore) {
  const title = "Conflicts";
  if (!book.conflicts.length) return noConflicts(title);
  const left = conflicts.length - most;
  const body = conflicts.length
    ? h("ul", { class: "notices" }, ...conflicts.slice(0, most).map((one) => conflictItem(book, one)))
    : h("p", { class: "faint foot" }, "None of the conflicts matches the filters.");
  return card(
    { title, aside: [chip("plain", conflicts.length === book.conflicts.length ? count(conflicts.length) : `${count(conflicts.length)} of ${count(book.conflicts.length)}`)] },
    body,
    left > 0 ? button(`Show ${plural(left, "more", "more")}`, { click: showMore, key: "more" }) : null,
  );
}

/** @param {string} title */
function noConflicts(title) {
  const text = "No rule contradicts another, names what is not there, or asks for more than the nodes can give.";
  return card({ title, aside: [chip("ok", "none", "ok")] }, h("p", { class: "faint foot", "data-key": "none" }, text));
}

/**
 * @param {RuleBook} book
 * @param {Conflict} conflict
 */
function conflictItem(book, conflict) {
  const guests = conflict.guests.slice(0, GUESTS_SHOWN).map((vmid) => {
    const { name = String(vmid), type = "vm", seen = false } = book.guests[vmid] ?? {};
    return guestChip({ vmid, name, type, seen, breaks: false });
  });
  const more = conflict.guests.length - guests.length;
  return h(
    "li",
    { class: `notice tone-${conflict.severity}`, "data-key": conflict.id },
    icon(conflict.severity, conflict.severity),
    h(
      "div",
      { class: "grow" },
      h("strong", null, conflict.title),
      h("p", null, conflict.cause),
      h("p", { class: "hint" }, conflict.remedy),
      guests.length ? h("div", { class: "lane-guests" }, ...guests, more > 0 ? h("span", { class: "faint" }, `and ${count(more)} more`) : null) : null,
      conflict.commands.length ? commands(conflict) : null,
    ),
  );
}

/** @param {Conflict} conflict */
function commands(conflict) {
  const text = conflict.commands.join("\n");
  return h(
    "details",
    { class: "commands", "data-key": "commands" },
    h("summary", null, conflict.commands.length === 1 ? "Command to copy" : "Commands to copy"),
    h("div", { class: "fix" }, h("pre", { tabindex: "0", "aria-label": "Command for a shell on a node" }, text), copyButton(text, `Copy the command for: ${conflict.cause}`)),
  );
}
