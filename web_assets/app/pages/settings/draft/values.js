/** Settings as values: what is at a path, with which changes, and which fields a form of them has. */

/**
 * @typedef {string[]} Path
 * @typedef {{path: Path, value?: any, remove?: true}} Change
 * @typedef {{path: Path, type: string, default: any, choices: string[], minimum: number|null, maximum: number|null,
 *            unit: string, title: string, help: string, since: string|null}} Field
 * @typedef {{severity: "error"|"warning"|"hint", code: string, path: Path, line: number|null, column: number|null,
 *            message: string, hint: string, suggestion: string|null}} Problem
 */

const SECTIONS = ["proxmox_api", "proxmox_cluster", "balancing", "service", "solver"];

/**
 * @param {any} values
 * @param {Path} path
 * @returns {any} undefined: not there
 */
export function valueAt(values, path) {
  let found = values;
  for (const key of path) {
    if (found === null || typeof found !== "object" || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/**
 * A copy with the changes made, in their order.
 *
 * @param {any} values
 * @param {Iterable<Change>} changes
 */
export function withChanges(values, changes) {
  let result = values;
  for (const change of changes) result = changed(result, change.path, change);
  return result;
}

/**
 * @param {any} holder
 * @param {Path} path
 * @param {Change} change
 * @returns {any}
 */
function changed(holder, [key = "", ...rest], change) {
  const entries = Object.entries(holder !== null && typeof holder === "object" ? holder : {}).filter(([name]) => name !== key || !change.remove || rest.length);
  // From entries, because a key of the file may be any word, "__proto__" included.
  const known = Object.fromEntries(entries);
  if (change.remove && !rest.length) return known;
  const below = Object.hasOwn(known, key) ? known[key] : undefined;
  const value = rest.length ? changed(below, rest, change) : change.value;
  return Object.fromEntries(Object.hasOwn(known, key) ? entries.map(([name, old]) => [name, name === key ? value : old]) : [...entries, [key, value]]);
}

/**
 * @param {Path} path
 * @param {Path} start
 */
export function isBelow(path, start) {
  return start.every((key, index) => path[index] === key);
}

/**
 * The fields of each section; what lies below names of the user's choice, or in a section that means something only as
 * a whole, belongs to the field above.
 *
 * @param {Field[]} fields
 * @returns {{section: string, fields: Field[]}[]}
 */
export function sectionsOf(fields) {
  const whole = fields.filter(({ type }) => type === "section");
  const shown = fields.filter(({ path }) => !path.includes("*") && !whole.some((one) => one.path.length < path.length && isBelow(path, one.path)));
  return SECTIONS.map((section) => ({ section, fields: shown.filter(({ path }) => path[0] === section) })).filter((one) => one.fields.length > 0);
}

/**
 * @param {Problem[]} problems
 * @param {Path} path
 */
export function problemsAt(problems, path) {
  return problems.filter((problem) => isBelow(problem.path, path));
}

/**
 * What no field of the form shows; the text is the place for it.
 *
 * @param {Problem[]} problems
 * @param {Field[]} fields those of one section
 * @param {string} section
 */
export function problemsElsewhere(problems, fields, section) {
  return problems.filter(({ path }) => path[0] === section && !fields.some((field) => isBelow(path, field.path)));
}

/**
 * @param {any} one
 * @param {any} other
 */
export function isSame(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
