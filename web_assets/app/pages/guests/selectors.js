/** Pure choices over guests: which a filter leaves, what the filters offer, and what ProxLB makes of a tag. */

import { isFiltered } from "../../format/rows.js";

/** @typedef {import("../../types.js").Guest} Guest */
/** @typedef {import("../../types.js").Tag} Tag */

/** @typedef {{q: string, node: string, status: string, type: string, tag: string, rule: string, would: string}} GuestFilter */

/** @type {GuestFilter} */
export const NO_FILTER = { q: "", node: "", status: "", type: "", tag: "", rule: "", would: "" };

/**
 * @param {Guest[]} guests
 * @param {GuestFilter} filter
 */
export function filterGuests(guests, filter) {
  if (!isFiltered(filter)) return guests;
  const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
  return guests.filter(
    (guest) =>
      (!filter.node || guest.node === filter.node) &&
      (!filter.status || guest.status === filter.status) &&
      (!filter.type || guest.type === filter.type) &&
      (!filter.tag || guest.tags.some((tag) => tag.text === filter.tag)) &&
      (!filter.rule || hasRule(guest, filter.rule)) &&
      (!filter.would || guest.why?.would === filter.would) &&
      words.every((word) => mentions(guest, word)),
  );
}

/**
 * @param {Guest} guest
 * @param {string} rule
 */
function hasRule(guest, rule) {
  if (rule === "ignore" && guest.ignored) return true;
  if (rule === "pin" && guest.pinned_to.length > 0) return true;
  return guest.tags.some((tag) => tag.kind === rule);
}

/**
 * @param {Guest} guest
 * @param {string} word
 */
function mentions(guest, word) {
  return (
    guest.name.toLowerCase().includes(word) ||
    String(guest.vmid).includes(word) ||
    (guest.pool?.toLowerCase().includes(word) ?? false) ||
    guest.tags.some((tag) => tag.text.toLowerCase().includes(word))
  );
}

/** @type {import("../../format/rows.js").SortKeys} columns that are sorted by more than one field */
export const GUEST_SORT_KEYS = {
  tags: (row) => row.tags.map((/** @type {Tag} */ tag) => tag.text).join(" "),
  next: (row) => (row.why?.would === "move" ? `0 ${row.why.target}` : row.why && "1"),
};

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * What the filters can offer, with how many guests each would leave.
 *
 * @param {Guest[]} guests
 */
export function guestChoices(guests) {
  const nodes = new Map();
  const statuses = new Map();
  const tags = new Map();
  const one = (/** @type {Map<string, number>} */ map, /** @type {string} */ key) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const guest of guests) {
    one(nodes, guest.node);
    one(statuses, guest.status);
    for (const tag of guest.tags) one(tags, tag.text);
  }
  const sorted = (/** @type {Map<string, number>} */ map) => [...map].sort((a, b) => collator.compare(a[0], b[0]));
  return { nodes: sorted(nodes), statuses: sorted(statuses), tags: sorted(tags) };
}

/**
 * @param {Tag} tag
 * @returns {string} what ProxLB makes of it
 */
export function tagSentence(tag) {
  switch (tag.kind) {
    case "affinity":
      return `Stays on one node with every guest tagged ${tag.text}.`;
    case "anti-affinity":
      return `Stays off nodes that run another guest tagged ${tag.text}.`;
    case "ignore":
      return "ProxLB never moves this guest.";
    case "pin":
      return `May run on ${tag.value || "the named node"} only, or on the other nodes it is pinned to.`;
    default:
      return "Means nothing to ProxLB.";
  }
}
