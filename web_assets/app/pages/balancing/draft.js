/** What the reader tries before using it: changed settings, node states and pins, as a value that fits into an address. */

/**
 * @typedef {{settings: Record<string, any>, nodes: Record<string, string>, pins: Record<string, string[]>}} Draft
 * @typedef {{key: string, title: string, help: string, kind: string, value: any, set: boolean, default: any, unit: string,
 *            minimum: number|null, maximum: number|null, choices: string[], optional: boolean, in_plan: boolean,
 *            note: string}} BalancingItem
 */

/** @returns {Draft} */
export function emptyDraft() {
  return { settings: {}, nodes: {}, pins: {} };
}

/** @param {Draft} draft */
export function isEmpty(draft) {
  return [draft.settings, draft.nodes, draft.pins].every((part) => Object.keys(part).length === 0);
}

/** @param {Draft} draft */
export function encodeDraft(draft) {
  if (isEmpty(draft)) return "";
  return JSON.stringify(Object.fromEntries(Object.entries(draft).filter(([, part]) => Object.keys(part).length)));
}

/**
 * An address may hold anything: what is no draft counts as none.
 *
 * @param {string} text
 * @returns {Draft}
 */
export function decodeDraft(text) {
  const draft = emptyDraft();
  if (!text) return draft;
  try {
    const found = JSON.parse(text);
    if (isMapping(found?.settings)) draft.settings = { ...found.settings };
    for (const [name, state] of entries(found?.nodes)) if (typeof state === "string") draft.nodes[name] = state;
    for (const [vmid, nodes] of entries(found?.pins)) if (Array.isArray(nodes)) draft.pins[vmid] = nodes.map(String);
  } catch {
    return emptyDraft();
  }
  return draft;
}

/**
 * A value that equals the file's is no change.
 *
 * @param {Draft} draft
 * @param {BalancingItem} item
 * @param {any} value
 * @returns {Draft}
 */
export function withSetting(draft, item, value) {
  const settings = { ...draft.settings };
  if (same(value, item.value)) delete settings[item.key];
  else settings[item.key] = value;
  return { ...draft, settings };
}

/**
 * The draft beside another state of the file: what that says by itself is no change any more.
 *
 * @param {Draft} draft
 * @param {BalancingItem[]} items
 * @returns {Draft}
 */
export function againstFile(draft, items) {
  const values = new Map(items.map((item) => [item.key, item.value]));
  const settings = Object.fromEntries(Object.entries(draft.settings).filter(([key, value]) => !values.has(key) || !same(value, values.get(key))));
  return { ...draft, settings };
}

/**
 * @param {Draft} draft
 * @param {"nodes"|"pins"} part
 * @param {string} key
 * @param {any} value empty for "as it is"
 * @returns {Draft}
 */
export function withOverride(draft, part, key, value) {
  const changed = /** @type {Record<string, any>} */ ({ ...draft[part] });
  if (value === "" || value === null) delete changed[key];
  else changed[key] = value;
  return { ...draft, [part]: changed };
}

/**
 * @param {Draft} draft
 * @param {BalancingItem} item
 */
export function valueOf(draft, item) {
  return item.key in draft.settings ? draft.settings[item.key] : item.value;
}

/**
 * @param {unknown} one
 * @param {unknown} other
 */
function same(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** @param {unknown} value */
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {any} value
 * @returns {[string, any][]}
 */
function entries(value) {
  return isMapping(value) ? Object.entries(value) : [];
}
