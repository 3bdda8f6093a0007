/** The live log: follow and pause, level, search, older lines, download. */

import { plain } from "../ansi.js";
import { LogSocket } from "../api/log_socket.js";
import { announce, announceError } from "../dom/announce.js";
import { download } from "../dom/clipboard.js";
import { oncePerFrame } from "../dom/frame.js";
import { h, morph } from "../dom/h.js";
import { icon } from "../dom/icons.js";
import { button, chip, emptyState, problemState, skeleton } from "../dom/parts.js";
import "../elements/plb-log-view.js";
import { count, plural, timestamp } from "../format.js";
import { LogBuffer, linesWith, note } from "../state/log_buffer.js";
import { recall, remember } from "../state/preferences.js";

const LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
const TRAFFIC_STOPS_MS = 60_000;
const OLDER_LINES = 500;
const POLL_MS = 10_000;

/** @type {import("./view.js").View} */
export const logsView = {
  topics: [],
  fills: true,
  mount(main, app) {
    const page = new LogsPage(main, app);
    return () => page.close();
  },
};

class LogsPage {
  buffer = new LogBuffer();
  look = { times: /** @type {"local"|"utc"|"off"} */ (recall("log-times", "local")), wrap: recall("log-wrap", true) };
  /** @type {"loading"|"ready"|"polling"} */
  state = "loading";
  problem = /** @type {any} */ (null);
  sourceNote = "";
  asleep = false;
  reachedStart = false;
  loadingOlder = false;
  #paint = oncePerFrame(() => this.#render());
  #view = /** @type {import("../elements/plb-log-view.js").PlbLogView} */ (h("plb-log-view", { "data-key": "log" }));
  /** @type {any} */
  #sleep;
  /** @type {any} */
  #poll;
  #drawn = "";

  /**
   * @param {HTMLElement} main
   * @param {import("./view.js").App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.socket = new LogSocket();
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ act) =>
      this.socket.addEventListener(type, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("lines", (message) => this.#arrived(message));
    on("dropped", (message) => this.#arrived({ items: [note(`${plural(message.count, "line")} left out: they came faster than this page could take them`)] }));
    on("state", (message) => this.#source(message));
    on("down", (failures) => this.#down(failures));
    on("denied", () => app.store.update("denied", true));
    this.#view.addEventListener("pause", () => this.pause());
    this.#view.addEventListener("resume", () => this.resume());
    this.#view.addEventListener("older", () => this.#older());
    this.unwatch = app.store.watch(["route"], () => this.#routed());
    this.level = this.#param("level");
    this.socket.subscribe({ level: this.level || "DEBUG", q: "" });
    this.socket.start();
    this.#render();
  }

  close() {
    this.socket.stop();
    this.unwatch();
    clearTimeout(this.#sleep);
    clearInterval(this.#poll);
    this.#paint.cancel();
  }

  /** @param {string} name */
  #param(name) {
    return this.app.router.route.params.get(name) ?? "";
  }

  get filters() {
    return this.#param("show") === "matches";
  }

  /** What is on the page now, in order. */
  get shown() {
    return this.filters ? linesWith(this.buffer.lines, this.#param("q")) : this.buffer.lines;
  }

  #routed() {
    const level = this.#param("level");
    if (level !== this.level) {
      this.level = level;
      this.state = "loading";
      this.reachedStart = false;
      this.#awake();
      this.buffer.paused = false;
      this.#view.follow();
      this.socket.subscribe({ level: level || "DEBUG", q: "" });
      if (this.#poll) this.#pollOnce(true);
    }
    this.#paint();
  }

  /** @param {{items: import("../types.js").LogLine[], reset?: boolean}} message */
  #arrived(message) {
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
  #source(message) {
    this.sourceNote = message.state === "waiting" ? message.message || "The log's source is away; waiting for it." : "";
    if (message.state === "waiting") this.state = "ready";
    this.#paint();
  }

  /** @param {number} failures */
  #down(failures) {
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
    this.#view.hold();
    this.#sleep = setTimeout(() => {
      this.asleep = true;
      this.socket.pause();
      this.#paint();
    }, TRAFFIC_STOPS_MS);
    this.#paint();
  }

  resume() {
    if (this.asleep) this.socket.resume();
    this.#awake();
    this.buffer.resume();
    this.#view.follow();
    this.#paint();
  }

  #awake() {
    clearTimeout(this.#sleep);
    this.asleep = false;
  }

  async #older() {
    const first = this.buffer.lines.find((line) => line.cursor);
    if (this.loadingOlder || this.reachedStart || !first) return;
    this.loadingOlder = true;
    this.#paint();
    const query = new URLSearchParams({ before: first.cursor, limit: String(OLDER_LINES), level: this.level || "DEBUG" });
    if (this.filters && this.#param("q")) query.set("q", this.#param("q"));
    try {
      const { items, more } = await this.app.read(`logs?${query}`);
      this.reachedStart = this.buffer.prepend(items).length === 0 || more === false;
    } catch (error) {
      announceError(error);
    }
    this.loadingOlder = false;
    this.#paint();
  }

  #render() {
    const q = this.#param("q");
    const drawn = [this.buffer.version, q, this.filters, this.look.times, this.look.wrap].join("\u0000");
    morph(this.main, this.#bar(), h("div", { class: "log-frame card", "data-key": "frame" }, this.#top(), this.#body(), this.#pill()));
    if (drawn === this.#drawn || !this.#view.isConnected) return;
    const sameLook = drawn.split("\u0000").slice(1).join() === this.#drawn.split("\u0000").slice(1).join();
    this.#drawn = drawn;
    if (!sameLook) this.#view.look = { ...this.look, mark: q };
    this.#view.lines = this.shown;
  }

  #top() {
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
    if (!this.buffer.paused) return null;
    const fresh = this.buffer.waiting.length + this.buffer.missed;
    const text = this.asleep ? "Paused, traffic stopped – load missed" : `Paused – ${count(fresh)} new`;
    return h("button", { class: "log-pill", type: "button", "data-key": "pill", title: "End", on: { click: () => this.resume() } }, text, icon("down"));
  }

  #bar() {
    const { router } = this.app;
    const q = this.#param("q");
    const matches = q ? linesWith(this.buffer.lines, q).filter((line) => line.kind !== "note").length : 0;
    const level = h(
      "select",
      { "aria-label": "Least severe level", "data-key": "level", class: this.level ? "chosen" : "", on: { change: (event) => router.refine({ level: event.target.value }) }, props: { value: this.level } },
      h("option", { value: "" }, "All levels"),
      ...LEVELS.slice(1).map((name) => h("option", { value: name }, `${name} and up`)),
    );
    const times = h(
      "select",
      { "aria-label": "Timestamps", "data-key": "times", on: { change: (event) => this.#set("times", event.target.value) }, props: { value: this.look.times } },
      ...[["local", "Local time"], ["utc", "UTC"], ["off", "No times"]].map(([value, text]) => h("option", { value }, text ?? "")),
    );
    const search = h("input", { type: "search", "data-search": "", placeholder: "Find in the log", "aria-label": "Find in the log", on: { input: (event) => router.refine({ q: event.target.value }) }, props: { value: q } });
    return h(
      "div",
      { class: "filters", "data-key": "filters", role: "search" },
      h("label", { class: "search", "data-key": "search" }, icon("search"), search),
      button("Only matches", { symbol: "filter", key: "only", attributes: { "aria-pressed": String(this.filters) }, click: () => router.refine({ show: this.filters ? "" : "matches" }) }),
      level,
      times,
      button("Wrap", { symbol: "wrap", key: "wrap", attributes: { "aria-pressed": String(this.look.wrap) }, click: () => this.#set("wrap", !this.look.wrap) }),
      h("span", { class: "filters-result", "aria-live": "polite", "data-key": "result" }, q ? plural(matches, "match", "matches") : "", this.state === "polling" ? chip("warning", "every 10 s", "clock") : null),
      this.buffer.paused ? button("Resume", { symbol: "running", key: "resume", click: () => this.resume() }) : button("Pause", { symbol: "paused", key: "pause", click: () => this.pause() }),
      button(".txt", { symbol: "download", key: "txt", title: "Download the shown lines as text", click: () => this.#download("txt") }),
      button(".jsonl", { symbol: "download", key: "jsonl", title: "Download the shown lines as JSON lines", click: () => this.#download("jsonl") }),
    );
  }

  /**
   * @param {"times"|"wrap"} name
   * @param {any} value
   */
  #set(name, value) {
    this.look = { ...this.look, [name]: value };
    remember(`log-${name}`, value);
    this.#paint();
  }

  /** @param {"txt"|"jsonl"} format */
  #download(format) {
    const lines = this.shown;
    const line = (/** @type {import("../types.js").LogLine} */ one) =>
      format === "jsonl" ? JSON.stringify(one) : `${timestamp(one.time, "utc")} ${one.level.padEnd(8)} ${plain(one.text)}`;
    download(`proxlb-log.${format}`, format === "jsonl" ? "application/x-ndjson" : "text/plain;charset=utf-8", `${lines.map(line).join("\n")}\n`);
    announce(`${plural(lines.length, "line")} downloaded.`);
  }
}
