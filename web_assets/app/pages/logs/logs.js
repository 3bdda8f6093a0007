/** The live log: follow and pause, level, search, older lines, download. */

import { LogSocket } from "../../api/log_socket.js";
import { announce, announceError } from "../../dom/announce.js";
import { copyText, download } from "../../dom/clipboard.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, emptyState, problemState, skeleton } from "../../dom/parts.js";
import { count, plural, timestamp } from "../../format/format.js";
import { routeHash } from "../../router.js";
import { recall, remember } from "../../state/preferences.js";
import { plain } from "./ansi.js";
import { logBar } from "./bar.js";
import { LogBuffer, noteLine } from "./buffer.js";
import "./plb-log-view.js";
import { RegexMatcher, startWorker } from "./regex_matcher.js";
import { LogSearch } from "./search.js";

const TRAFFIC_STOPS_MS = 60_000;
const OLDER_LINES = 500;
const POLL_MS = 10_000;

/** @type {import("../page.js").View} */
export const logsView = {
  topics: [],
  fills: true,
  mount(main, app) {
    const page = new LogsPage(main, app);
    return () => page.close();
  },
};

export class LogsPage {
  buffer = new LogBuffer();
  look = { times: /** @type {"local"|"utc"|"off"} */ (recall("log-times", "local")), wrap: recall("log-wrap", true) };
  /** @type {"loading"|"ready"|"polling"} */
  state = "loading";
  problem = /** @type {any} */ (null);
  sourceNote = "";
  asleep = false;
  reachedStart = false;
  loadingOlder = false;
  /** an excerpt from the past is shown, with a hole between it and now */
  detached = false;
  /** @type {import("../../types.js").LogLine|null} */
  current = null;
  search = new LogSearch(new RegexMatcher(startWorker));
  #paint = oncePerFrame(() => this.#render());
  #view = /** @type {import("./plb-log-view.js").PlbLogView} */ (h("plb-log-view", { "data-key": "log" }));
  /** @type {any} */
  #sleepTimer;
  /** @type {any} */
  #poll;
  #drawn = "";

  /**
   * @param {HTMLElement} main
   * @param {import("../../types.js").App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.socket = new LogSocket();
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ act) =>
      this.socket.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("lines", (message) => this.#linesCame(message));
    on("dropped", (message) => this.#linesCame({ items: [noteLine(`${plural(message.count, "line")} left out: they came faster than this page could take them`)] }));
    on("state", (message) => this.#sourceChanged(message));
    on("down", (failures) => this.#streamFailed(failures));
    on("denied", () => app.store.update("denied", true));
    this.#view.addEventListener("pause", () => this.pause());
    this.#view.addEventListener("resume", () => (this.detached ? this.#loadNewer() : this.resume()));
    this.#view.addEventListener("older", () => this.#loadOlder());
    this.#view.addEventListener("link", (event) => this.copyLink(/** @type {CustomEvent} */ (event).detail));
    this.#view.addEventListener("context", (event) => this.showContext(/** @type {CustomEvent} */ (event).detail));
    this.search.addEventListener("found", this.#paint);
    this.unwatch = app.store.watch(["route"], () => this.#addressChanged());
    this.level = this.param("level");
    this.socket.subscribe({ level: this.level || "DEBUG", q: "" });
    this.socket.start();
    this.#render();
    if (this.param("at")) this.#goTo(this.param("at"));
  }

  close() {
    this.search.close();
    this.socket.stop();
    this.unwatch();
    clearTimeout(this.#sleepTimer);
    clearInterval(this.#poll);
    this.#paint.cancel();
  }

  /** @param {string} name */
  param(name) {
    return this.app.router.route.params.get(name) ?? "";
  }

  get filters() {
    return this.param("show") === "matches" && this.search.active && !this.search.problem;
  }

  /** What is on the page now, in order. */
  get shown() {
    return this.filters ? this.buffer.lines.filter((line) => line.kind === "note" || this.search.isHit(line)) : this.buffer.lines;
  }

  get matches() {
    return this.search.active ? this.buffer.lines.filter((line) => this.search.isHit(line)) : [];
  }

  #addressChanged() {
    const level = this.param("level");
    const at = this.param("at");
    if (at && this.current?.cursor !== at) this.#goTo(at);
    if (level !== this.level) {
      this.level = level;
      this.state = "loading";
      this.reachedStart = false;
      this.#keepTraffic();
      this.buffer.paused = false;
      this.#view.follow();
      this.socket.subscribe({ level: level || "DEBUG", q: "" });
      if (this.#poll) this.#pollOnce(true);
    }
    this.#paint();
  }

  /** @param {{items: import("../../types.js").LogLine[], reset?: boolean}} message */
  #linesCame(message) {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.state = "ready";
    this.problem = null;
    if (message.reset && !this.buffer.paused) {
      this.buffer.reset(message.items);
      this.reachedStart = false;
    } else this.buffer.append(message.items);
    this.#paint();
  }

  /** @param {{state: string, message: string}} message */
  #sourceChanged(message) {
    this.sourceNote = message.state === "waiting" ? message.message || "The log's source is away; waiting for it." : "";
    if (message.state === "waiting") this.state = "ready";
    this.#paint();
  }

  /** @param {number} failures */
  #streamFailed(failures) {
    if (failures < 3 || this.#poll) return;
    this.#poll = setInterval(() => this.#pollOnce(false), POLL_MS);
    this.#pollOnce(false);
  }

  /** @param {boolean} fresh */
  async #pollOnce(fresh) {
    const last = fresh ? "" : (this.buffer.waiting.at(-1) ?? this.buffer.lines.at(-1))?.cursor;
    const query = new URLSearchParams({ limit: String(OLDER_LINES), level: this.level || "DEBUG" });
    if (last) query.set("after", last);
    try {
      const { items } = await this.app.read(`logs?${query}`);
      if (last) this.buffer.append(items);
      else this.buffer.reset(items);
      this.state = "polling";
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
    this.#paint();
  }

  pause() {
    if (this.buffer.paused) return;
    this.buffer.pause();
    this.#view.pause();
    this.#sleepTimer = setTimeout(() => {
      this.asleep = true;
      this.socket.pause();
      this.#paint();
    }, TRAFFIC_STOPS_MS);
    this.#paint();
  }

  resume() {
    if (this.detached) {
      this.#backToNow();
      return;
    }
    if (this.asleep) this.socket.resume();
    this.#keepTraffic();
    this.buffer.resume();
    this.#view.follow();
    this.#paint();
  }

  #keepTraffic() {
    clearTimeout(this.#sleepTimer);
    this.asleep = false;
  }

  async #loadOlder() {
    const first = this.buffer.lines.find((line) => line.cursor);
    if (this.loadingOlder || this.reachedStart || !first) return;
    this.loadingOlder = true;
    this.#paint();
    const query = new URLSearchParams({ before: first.cursor, limit: String(OLDER_LINES), level: this.level || "DEBUG" });
    if (this.filters && !this.search.query.regex && !this.search.query.not) query.set("q", this.search.query.text);
    try {
      const { items, more } = await this.app.read(`logs?${query}`);
      this.reachedStart = this.buffer.prepend(items).length === 0 || more === false;
    } catch (error) {
      announceError(error);
    }
    this.loadingOlder = false;
    this.#paint();
  }

  /** @param {string} cursor */
  async #goTo(cursor) {
    const here = this.buffer.lines.find((line) => line.cursor === cursor);
    if (here) {
      this.#reveal(here);
      return;
    }
    this.pause();
    try {
      const { items, gap } = await this.app.read(`logs?${new URLSearchParams({ around: cursor, limit: String(OLDER_LINES) })}`);
      if (gap) {
        announce("That line is no longer kept.", { detail: "The log was rotated, or ProxLB was started anew." });
        this.app.router.refine({ at: "" });
        this.resume();
        return;
      }
      this.detached = true;
      this.reachedStart = false;
      this.socket.pause();
      this.buffer.reset(items);
      this.state = "ready";
      this.#render();
      this.#reveal(this.buffer.lines.find((line) => line.cursor === cursor) ?? null);
    } catch (error) {
      announceError(error);
    }
  }

  /** @param {import("../../types.js").LogLine|null} line */
  #reveal(line) {
    this.pause();
    this.current = line;
    this.#render();
    this.#view.reveal(line);
    this.#paint();
  }

  #backToNow() {
    this.detached = false;
    this.current = null;
    this.app.router.refine({ at: "" });
    this.#keepTraffic();
    this.buffer.paused = false;
    this.#view.reveal(null);
    this.#view.follow();
    this.state = "loading";
    this.buffer.reset([]);
    this.socket.resume();
    this.socket.subscribe({ level: this.level || "DEBUG", q: "" });
    this.#paint();
  }

  async #loadNewer() {
    const last = this.buffer.lines.at(-1);
    if (this.loadingOlder || !last) return;
    this.loadingOlder = true;
    const query = new URLSearchParams({ after: last.cursor, limit: String(OLDER_LINES), level: this.level || "DEBUG" });
    try {
      const { items } = await this.app.read(`logs?${query}`);
      this.buffer.extend(items);
      if (items.length < OLDER_LINES) this.#backToNow();
    } catch (error) {
      announceError(error);
    }
    this.loadingOlder = false;
    this.#paint();
  }

  /** @param {1|-1} step */
  goToMatch(step) {
    const { matches } = this;
    if (!matches.length) return;
    const at = this.current ? matches.indexOf(this.current) : -1;
    // Without a current one the newest comes first, as the reader is usually at the end.
    const next = at === -1 ? matches.length - 1 : (at + step + matches.length) % matches.length;
    this.#reveal(matches[next] ?? null);
  }

  /** @param {import("../../types.js").LogLine} line */
  showContext(line) {
    this.current = line;
    this.app.router.refine({ show: "", level: "", at: line.cursor });
    this.#goTo(line.cursor);
  }

  /** @param {import("../../types.js").LogLine} line */
  copyLink(line) {
    const address = new URL(location.href);
    address.hash = routeHash("logs", { at: line.cursor });
    copyText(address.href);
  }

  clear() {
    this.buffer.reset([]);
    this.current = null;
    this.#paint();
  }

  #render() {
    const query = { text: this.param("q"), regex: this.param("re") === "1", not: this.param("not") === "1" };
    this.search.set(query);
    this.search.cover(this.buffer.lines);
    const drawn = [this.buffer.version, this.search.version, this.filters, this.look.times, this.look.wrap].join("\u0000");
    morph(this.main, logBar(this), h("div", { class: "log-frame card", "data-key": "frame" }, this.#top(), this.#body(), this.#pill()));
    if (drawn === this.#drawn || !this.#view.isConnected) return;
    const sameLook = drawn.split("\u0000").slice(1).join() === this.#drawn.split("\u0000").slice(1).join();
    this.#drawn = drawn;
    if (!sameLook) this.#view.look = { ...this.look, ranges: (line) => (query.not ? [] : this.search.ranges(line)), filtered: this.filters || this.level !== "" };
    this.#view.lines = this.shown;
  }

  #top() {
    if (this.search.problem) return h("div", { class: "log-note tone-warning", role: "alert", "data-key": "note" }, icon("warning"), this.search.problem);
    if (this.detached) return h("div", { class: "log-note", role: "status", "data-key": "note" }, icon("clock"), "An excerpt from the past.", button("Back to now", { tone: "small", key: "now", click: () => this.resume() }));
    if (this.sourceNote) return h("div", { class: "log-note", role: "status", "data-key": "note" }, icon("clock"), this.sourceNote);
    if (this.loadingOlder) return h("div", { class: "log-note", role: "status", "data-key": "note" }, icon("clock"), "Loading older lines");
    return this.reachedStart ? h("div", { class: "log-note faint", "data-key": "note" }, "This is where the kept log begins.") : null;
  }

  #body() {
    if (this.shown.length) return this.#view.isConnected ? h("plb-log-view", { "data-key": "log" }) : this.#view;
    this.#drawn = "";
    if (this.problem) return problemState(this.problem);
    if (this.state === "loading") return skeleton(12);
    if (this.buffer.lines.length || this.level) return emptyState("filter", "No line matches", "Lines are hidden by the level or the search.", button("Clear filters", { click: () => this.app.router.go("logs") }));
    return emptyState("logs", "No log lines yet", "They appear here as soon as ProxLB writes some.");
  }

  #pill() {
    if (!this.buffer.paused || this.detached) return null;
    const fresh = this.buffer.waiting.length + this.buffer.missed;
    const text = this.asleep ? "Paused, traffic stopped – load missed" : `Paused – ${count(fresh)} new`;
    return h("button", { class: "log-pill", type: "button", "data-key": "pill", title: "End", on: { click: () => this.resume() } }, text, icon("down"));
  }

  /**
   * @param {"times"|"wrap"} name
   * @param {any} value
   */
  setLook(name, value) {
    this.look = { ...this.look, [name]: value };
    remember(`log-${name}`, value);
    this.#paint();
  }

  /** @param {"txt"|"jsonl"} format */
  download(format) {
    const lines = this.shown;
    const line = (/** @type {import("../../types.js").LogLine} */ one) =>
      format === "jsonl" ? JSON.stringify(one) : `${timestamp(one.time, "utc")} ${one.level.padEnd(8)} ${plain(one.text)}`;
    download(`proxlb-log.${format}`, format === "jsonl" ? "application/x-ndjson" : "text/plain;charset=utf-8", `${lines.map(line).join("\n")}\n`);
    announce(`${plural(lines.length, "line")} downloaded.`);
  }
}
