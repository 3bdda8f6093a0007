/** Pure choices over rules and conflicts: filter, order, and which guests stand on which node. */

/** @typedef {import("../../types.js").RuleBook} RuleBook */
/** @typedef {import("../../types.js").Rule} Rule */
/** @typedef {import("../../types.js").Conflict} Conflict */
/** @typedef {{q: string, kind: string, state: string, origin: string, guest: string, rule: string, conflict: string}} RuleFilter */
/** @typedef {{vmid: number, name: string, type: string, seen: boolean, breaks: boolean}} Placed */
/** @typedef {{node: string, note: string, wanted: boolean, breaks: boolean, guests: Placed[]}} Lane */

/** @type {RuleFilter} */
export const NO_RULE_FILTER = { q: "", kind: "", state: "", origin: "", guest: "", rule: "", conflict: "" };
const STATES = ["impossible", "violated", "satisfied", "off"];
const ALL_NODES_UP_TO = 6;

/**
 * The rules that are wanted, those that need a person first.
 *
 * @param {RuleBook} book
 * @param {RuleFilter} filter
 */
export function filterRules(book, filter) {
  const words = wordsOf(filter.q);
  const guest = Number(filter.guest);
  return book.rules
    .filter(
      (rule) =>
        (!filter.rule || rule.id === filter.rule) &&
        (!filter.kind || rule.kind === filter.kind) &&
        (!filter.state || rule.state === filter.state) &&
        (!filter.origin || rule.origin === filter.origin) &&
        (!filter.guest || rule.members.includes(guest)) &&
        words.every((word) => mentions(book, [rule.name, rule.comment, ...rule.nodes], rule.members, word)),
    )
    .sort((one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state));
}

/**
 * @param {RuleBook} book
 * @param {RuleFilter} filter
 */
export function filterConflicts(book, filter) {
  const words = wordsOf(filter.q);
  const guest = Number(filter.guest);
  return book.conflicts.filter(
    (conflict) =>
      (!filter.conflict || conflict.kind === filter.conflict) &&
      (!filter.rule || conflict.rules.includes(filter.rule)) &&
      (!filter.guest || conflict.guests.includes(guest)) &&
      words.every((word) => mentions(book, [conflict.title, conflict.cause, conflict.kind], conflict.guests, word)),
  );
}

/** @param {string} text */
function wordsOf(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * @param {RuleBook} book
 * @param {string[]} texts
 * @param {number[]} vmids
 * @param {string} word
 */
function mentions(book, texts, vmids, word) {
  return (
    texts.some((text) => text.toLowerCase().includes(word)) ||
    vmids.some((vmid) => String(vmid) === word || (book.guests[vmid]?.name.toLowerCase().includes(word) ?? false))
  );
}

/**
 * The nodes of one rule with its guests on them: all of a small cluster, else those that matter.
 *
 * @param {RuleBook} book
 * @param {Rule} rule
 * @returns {Lane[]}
 */
export function lanesOf(book, rule) {
  const breakers = new Set(rule.breaking_guests);
  const wanted = new Set(rule.nodes.map((name) => name.toLowerCase()));
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const { name, note } of book.nodes) {
    lanes.set(name, { node: name, note, wanted: wanted.has(name.toLowerCase()), breaks: rule.breaking_nodes.includes(name), guests: [] });
  }
  for (const vmid of rule.members) {
    const guest = book.guests[vmid];
    if (!guest) continue;
    const lane = lanes.get(guest.node) ?? { node: guest.node, note: "unknown", wanted: false, breaks: false, guests: [] };
    lanes.set(guest.node, lane);
    lane.guests.push({ vmid, name: guest.name, type: guest.type, seen: guest.seen, breaks: breakers.has(vmid) });
  }
  const all = [...lanes.values()];
  return book.nodes.length <= ALL_NODES_UP_TO ? all : all.filter((lane) => lane.guests.length > 0 || lane.wanted);
}
