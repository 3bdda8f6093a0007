/** Differences between two texts as they come from the server. */

/** @typedef {{kind: "same"|"removed"|"added"|"gap", old: number|null, new: number|null, text: string}} DiffLine */

/** @type {Record<string, DiffLine["kind"]>} */
const OTHER_WAY = { removed: "added", added: "removed" };

/**
 * The same difference seen from the other text.
 *
 * @param {DiffLine[]} lines
 * @returns {DiffLine[]}
 */
export function reversed(lines) {
  /** @type {DiffLine[]} */
  const result = [];
  let block = 0;
  for (const line of lines) {
    const turned = { ...line, kind: OTHER_WAY[line.kind] ?? line.kind, old: line.new, new: line.old };
    // Within a block of changes what goes stands before what comes.
    if (turned.kind === "removed") result.splice(block++, 0, turned);
    else result.push(turned);
    if (line.kind === "same" || line.kind === "gap") block = result.length;
  }
  return result;
}

/** @param {DiffLine[]} lines */
export function countChanged(lines) {
  return { added: lines.filter(({ kind }) => kind === "added").length, removed: lines.filter(({ kind }) => kind === "removed").length };
}
