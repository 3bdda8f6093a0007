/** What a page is, how it is drawn anew when the store changes, and what it shows while it has no data. */

import { oncePerFrame } from "../dom/frame.js";
import { morph } from "../dom/h.js";
import { problemState, skeleton } from "../dom/parts.js";

/**
 * @typedef {{topics: import("../types.js").Topic[], fills?: boolean,
 *            mount: (main: HTMLElement, app: import("../types.js").App) => () => void}} View
 * @typedef {{title: string, nav?: string, symbol: string, key: string, first?: boolean, load: () => Promise<View>}} Page what the shell knows before the view is here
 */

/**
 * Draws a page now, and once per frame after any of the slices changed.
 *
 * @param {HTMLElement} main
 * @param {import("../types.js").App} app
 * @param {string[]} slices
 * @param {() => (Node|null)[]} render
 * @returns {() => void} ends it
 */
export function follow(main, app, slices, render) {
  const paint = oncePerFrame(() => morph(main, ...render()));
  const unwatch = app.store.watch(slices, paint);
  morph(main, ...render());
  return () => {
    unwatch();
    paint.cancel();
  };
}

/**
 * A skeleton or a problem for a topic that has nothing to show; null when it has something.
 *
 * @param {import("../types.js").App} app
 * @param {import("../types.js").Topic} topic
 * @param {number} [rows] of the skeleton
 */
export function placeholder(app, topic, rows = 4) {
  const state = app.store.get(topic);
  const connection = app.store.get("overview")?.data?.connection;
  if (state?.data && hasContent(state.data, connection)) return null;
  if (connection && ["unreachable", "forbidden", "error"].includes(connection.state)) {
    return problemState({ code: connection.state, message: connection.message, hint: connection.hint });
  }
  if (state?.status === "error" && connection?.state !== "loading") return problemState(state.error);
  return skeleton(rows);
}

/**
 * Before the first reading of the cluster an empty list means "not known yet", not "none".
 *
 * @param {any} data
 * @param {import("../types.js").Connection|undefined} connection
 */
function hasContent(data, connection) {
  if (!(data instanceof Map) || data.size > 0) return true;
  return connection === undefined || connection.last_success_at !== null;
}
