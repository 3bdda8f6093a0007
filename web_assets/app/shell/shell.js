/** The frame around every page: navigation, cluster, health, connection, age of the data, theme. */

import { announce } from "../dom/announce.js";
import { h, morph } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { button, chip, iconButton, moment } from "../dom/parts.js";
import "../elements/plb-time.js";
import "../elements/plb-toasts.js";
import { HEALTH, neverRead } from "../pages/overview/overview.js";
import { now } from "../state/clock.js";
import { recall, remember } from "../state/preferences.js";
import { buildNavigation } from "./navigation.js";

/** @typedef {import("../types.js").App} App */

/** @param {Record<string, import("../pages/page.js").Page>} pages */
export function buildShell(pages) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const top = h("header", { class: "top" });
  const banner = h("div", { class: "banner-slot", role: "status", "aria-live": "polite" });
  const navigation = buildNavigation(pages);
  const skip = h("button", { class: "skip", type: "button", on: { click: () => main.focus() } }, "Skip to content");
  const root = h("div", { class: "shell", "data-key": "shell" }, skip, navigation.nav, h("div", { class: "page" }, top, banner, main), h("plb-toasts"));
  return { root, main, top, banner, navigation };
}

/** @typedef {ReturnType<typeof buildShell>} Shell */

/**
 * @param {Shell} shell
 * @param {App} app
 * @param {string} title
 */
export function paintShell(shell, app, title) {
  /** @type {import("../types.js").Overview|null|undefined} */
  const data = app.store.get("overview")?.data;
  const state = dataState(app);
  const [symbol, word] = HEALTH[data?.health.state ?? "unknown"] ?? ["unknown", "Unknown"];
  const tone = symbol === "unknown" ? "plain" : symbol;
  morph(
    shell.top,
    h("div", { class: "top-title" }, h("h1", { class: "page-title" }, title), h("span", { class: "cluster" }, data?.cluster.name ?? (data ? "no cluster name" : ""))),
    data?.cluster.quorate === false ? chip("serious", "no quorum", "serious") : null,
    data ? h("a", { class: `pill tone-${tone}`, href: "#/overview", title: data.health.title, "data-key": "health" }, icon(symbol), h("span", null, word)) : null,
    connection(state),
    themeButton(app),
    iconButton("keyboard", "Keyboard shortcuts", () => dispatchEvent(new CustomEvent("plb-help")), { class: "button quiet square help", title: "Keyboard shortcuts (?)", "data-key": "help" }),
  );
  // On a first run the overview itself says what is wrong.
  const told = title === "Overview" && neverRead(app.store.get("overview"));
  morph(shell.banner, updateBanner(app), told ? null : state.banner);
  shell.main.toggleAttribute("data-stale", state.dim);
}

/** @param {{tone: string, word: string, asOf: number|null}} state */
function connection({ tone, word, asOf }) {
  return h("span", { class: `connection tone-${tone}`, title: word, "data-key": "connection" }, h("span", { class: "dot", role: "img", "aria-label": word }), asOf ? moment(asOf) : word);
}

/**
 * How fresh the page is, and what to say about it.
 *
 * @param {App} app
 * @returns {{tone: string, word: string, asOf: number|null, dim: boolean, banner: Node|null}}
 */
function dataState(app) {
  const overview = app.store.get("overview");
  const stream = app.store.get("stream") ?? { state: "connecting" };
  /** @type {import("../types.js").Connection|undefined} */
  const source = overview?.data?.connection;
  const asOf = dataTime(overview);
  const interval = (source?.interval_seconds ?? 10) * 1000;
  if (app.store.get("reached") === false || overview?.error?.code === "unreached") {
    return { tone: "serious", word: "cockpit not reached", asOf, dim: Boolean(asOf), banner: banner("serious", "The cockpit cannot be reached", "What you see is the last known state; the page keeps trying.") };
  }
  if (source && ["unreachable", "forbidden", "error"].includes(source.state)) {
    return { tone: "serious", word: `Proxmox: ${source.state}`, asOf, dim: Boolean(asOf), banner: banner("serious", source.message || "Proxmox cannot be read", source.hint, source.retry_at) };
  }
  if (asOf && (source?.state === "stale" || now() - asOf > 2.5 * interval)) {
    return { tone: "warning", word: "data is stale", asOf, dim: true, banner: banner("warning", "The data is old", source?.message || "No fresh data has come for more than two intervals.", source?.retry_at) };
  }
  if (stream.state === "polling") return { tone: "warning", word: "polling every 10 s", asOf, dim: false, banner: null };
  if (!source || source.state === "loading") return { tone: "info", word: "connecting", asOf: null, dim: false, banner: null };
  return { tone: "ok", word: stream.state === "open" ? "live" : "connecting", asOf, dim: false, banner: null };
}

/** @param {import("../types.js").TopicState|undefined} overview */
function dataTime(overview) {
  if (!overview?.data) return null;
  const { state, last_success_at: success } = overview.data.connection;
  if (success === null) return null;
  const read = Date.parse(success) || 0;
  return state === "ok" ? Math.max(read, overview.asOf || 0) : read;
}

/**
 * @param {string} tone
 * @param {string} title
 * @param {string} [detail]
 * @param {string|null} [retryAt]
 */
function banner(tone, title, detail, retryAt) {
  return h(
    "div",
    { class: `banner tone-${tone}`, "data-key": "state" },
    icon(tone),
    h("p", null, h("strong", null, title), " ", detail ?? ""),
    retryAt ? h("span", { class: "faint" }, "next try ", moment(retryAt, "countdown")) : null,
  );
}

/** @param {App} app */
function updateBanner(app) {
  const built = document.querySelector("meta[name=build]")?.getAttribute("content");
  const server = app.store.get("serverBuild");
  if (!server || !built || server === built || built.startsWith("{{")) return null;
  return h("div", { class: "banner tone-info", "data-key": "update" }, icon("info"), h("p", null, h("strong", null, "The cockpit was updated."), " This page is from the version before."), button("Reload", { symbol: "reload", click: () => location.reload() }));
}

const THEMES = ["system", "light", "dark"];

/** @param {App} app */
function themeButton(app) {
  const theme = recall("theme", "system");
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const change = () => {
    remember("theme", next);
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    app.store.update("theme", next);
    announce(`Theme: ${next}`, { tone: "info" });
  };
  return iconButton(theme, `Theme: ${theme}. Change to ${next}`, change, { title: `Theme: ${theme}`, "data-key": "theme" });
}
