/** Which migrations are shown: the same choice as the server makes, for the rows that are here already. */

/** @typedef {import("../../types.js").Migration} Migration */
/** @typedef {{guest: string, node: string, state: string, by: string, days: string}} MigrationFilter */

export const NO_FILTER = { guest: "", node: "", state: "", by: "", days: "" };
const DAY_MS = 86_400_000;

/**
 * @param {MigrationFilter} filter
 * @param {number} now milliseconds
 */
function since(filter, now) {
  return filter.days ? now - Number(filter.days) * DAY_MS : -Infinity;
}

/**
 * @param {Migration} migration
 * @param {MigrationFilter} filter
 * @param {number} now milliseconds
 */
export function matchesFilter(migration, filter, now) {
  const wanted = filter.guest.trim().toLowerCase();
  return (
    (!wanted || wanted === String(migration.vmid) || migration.guest.toLowerCase().includes(wanted)) &&
    (!filter.node || filter.node === migration.source || filter.node === migration.target) &&
    (!filter.state || filter.state === migration.state) &&
    (!filter.by || filter.by === migration.run.by) &&
    Date.parse(migration.started_at) >= since(filter, now)
  );
}

/**
 * @param {MigrationFilter} filter
 * @param {number} now milliseconds
 * @param {{after?: Migration, limit: number}} page what follows a row, and how many
 */
export function queryOf(filter, now, { after, limit }) {
  const query = new URLSearchParams();
  if (filter.guest.trim()) query.set("guest", filter.guest.trim());
  if (filter.node) query.set("node", filter.node);
  if (filter.state) query.set("state", filter.state);
  if (filter.by) query.set("by", filter.by);
  if (filter.days) query.set("since", new Date(since(filter, now)).toISOString());
  if (after) query.set("before", `${after.started_at} ${after.id}`);
  query.set("limit", String(limit));
  return query.toString();
}

/**
 * Rows from both sources, each once, newest first; what is live wins.
 *
 * @param {Iterable<Migration>} live
 * @param {Iterable<Migration>} older
 */
export function mergeRows(live, older) {
  const rows = new Map([...older].map((row) => [row.id, row]));
  for (const row of live) rows.set(row.id, row);
  const order = (/** @type {Migration} */ one, /** @type {Migration} */ other) =>
    Date.parse(other.started_at) - Date.parse(one.started_at) || (other.id > one.id ? 1 : -1);
  return [...rows.values()].sort(order);
}
