/** Our own symbols, drawn on 24 by 24 with a 1.75 pixel stroke; part of the code, so they cost no request. */

import { svg } from "./h.js";

/** @type {Record<string, string>} */
const PATHS = {
  overview: "M4 13a8 8 0 1 1 16 0M12 13l4-4M4 17h16M8 20h8",
  nodes: "M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01M11 8h5M11 16h5",
  guests: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4.3 7.6L12 12l7.7-4.4M12 12v8.6",
  vm: "M3 5h18v11H3zM9 20h6M12 16v4",
  ct: "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
  balancing: "M4 6h9M17 6h3M15 4v4M4 12h3M11 12h9M9 10v4M4 18h11M19 18h1M17 16v4",
  migrations: "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  runs: "M4 6h10M4 12h7M4 18h7M15 10.500v9l6-4.500z",
  logs: "M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4",
  settings: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h3",
  undo: "M4 9h10a5 5 0 0 1 0 10h-3M8 5L4 9l4 4",
  service: "M12 3v7M7.1 6.2a8 8 0 1 0 9.8 0",
  setup: "M9 6h11M9 12h11M9 18h11M4 6l1 1 2-2M4 12l1 1 2-2M4 18l1 1 2-2",
  ok: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.2l2.8 2.8L16 9.6",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.2v.01",
  serious: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5.5M12 16.2v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5M12 8v.01",
  off: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12h8",
  unknown: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.7 9.5a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1.1.8-1.1 1.6M12 16.4v.01",
  running: "M8 5.5v13l10-6.5z",
  stopped: "M6.5 6.5h11v11h-11z",
  paused: "M8 6v12M16 6v12",
  restart: "M19 12a7 7 0 1 1-2.2-5.1M19.5 3.5v4.2h-4.2",
  reload: "M5 12a7 7 0 0 1 12-5l2 2M19 12a7 7 0 0 1-12 5l-2-2M19 4v5h-5M5 20v-5h5",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
  close: "M6 6l12 12M18 6L6 18",
  columns: "M4 5h16v14H4zM9.3 5v14M14.7 5v14",
  download: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 20h14",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  wrap: "M4 6h16M4 12h12.5a3 3 0 0 1 0 6H12M14.5 15.5L12 18l2.5 2.5M4 18h4",
  down: "M12 5v14M6 13l6 6 6-6",
  up: "M12 19V5M6 11l6-6 6 6",
  link: "M10 13a4 4 0 0 0 6 .5l2.500-2.500a4 4 0 0 0-5.700-5.700L11.500 6.600M14 11a4 4 0 0 0-6-.5L5.500 13a4 4 0 0 0 5.700 5.700l1.300-1.300",
  expand: "M12 3v6M9 6l3-3 3 3M12 21v-6M9 18l3 3 3-3M4 12h16",
  clear: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  system: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  dark: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  arrow: "M5 12h14M13 6l6 6-6 6",
  chevron: "M9 6l6 6-6 6",
  sortup: "M12 19V5M6 11l6-6 6 6",
  filter: "M4 5h16l-6 7.5V19l-4-2v-4.5z",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17 10h.01M8 14h8",
  key: "M15 4a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11.5 12.5L4 20M7 17l2.5 2.5",
  maintenance: "M14.5 5a4.5 4.5 0 0 0-4.3 6L4 17.2 6.8 20l6.2-6.2a4.5 4.5 0 0 0 6-5.3l-2.8 2.3-2.5-.6-.6-2.5L15.700 5.200z",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  ignore: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM4 20L20 4",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  affinity: "M8.500 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM15.500 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  anti: "M7 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM17 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM12 4v16",
};

/**
 * @param {string} name
 * @param {string} [label] without one the symbol is decoration and hidden from screen readers
 */
export function icon(name, label) {
  const path = svg("path", { d: PATHS[name] ?? PATHS.unknown });
  const attributes = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", ...attributes }, path);
}

/** The mark: a beam in balance over a stack of nodes. */
export function mark() {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 32 32", "aria-hidden": "true" },
    svg("path", { class: "mark-beam", d: "M4 9.500h24M16 4.500v23" }),
    svg("path", { class: "mark-pans", d: "M4 9.500v9h8v-9M20 9.500v9h8v-9" }),
    svg("path", { class: "mark-foot", d: "M10 27.500h12" }),
  );
}
