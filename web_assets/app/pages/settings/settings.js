/** The settings file: a form and its text in step, what is wrong with them, and saving with a way back. */

import { announce } from "../../dom/announce.js";
import { oncePerFrame } from "../../dom/frame.js";
import { h, morph } from "../../dom/h.js";
import { problemState, skeleton } from "../../dom/parts.js";
import { Backups } from "./backups.js";
import { settingsBar } from "./bar.js";
import { SettingsDraft } from "./draft/draft.js";
import { corrected } from "./draft/problems.js";
import { focusField } from "./focus.js";
import { updateOutcome, outcomeStrip } from "./outcome.js";
import { formCard, sideCard, stateNotes } from "./parts.js";
import "./plb-text-editor.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("./draft/values.js").Problem} Problem */

const WATCH_MS = 1000;
/** @type {WeakMap<App, SettingsDraft>} a draft outlives its page */
const drafts = new WeakMap();

/** @type {import("../page.js").View} */
export const settingsView = {
  topics: ["service", "settings"],
  mount(main, app) {
    const page = new SettingsPage(main, app);
    return () => page.close();
  },
};

/** @param {App} app */
function draftOf(app) {
  const known = drafts.get(app);
  if (known) return known;
  const draft = new SettingsDraft(app);
  drafts.set(app, draft);
  addEventListener("beforeunload", (event) => draft.dirty && event.preventDefault());
  return draft;
}

export class SettingsPage {
  #paint = oncePerFrame(() => this.#render());
  #focusedPath = "";

  /**
   * @param {HTMLElement} main
   * @param {App} app
   */
  constructor(main, app) {
    this.main = main;
    this.app = app;
    this.draft = draftOf(app);
    this.backups = new Backups(app.read);
    this.draft.addEventListener("change", this.#paint);
    this.backups.addEventListener("change", this.#paint);
    const unwatch = app.store.watch(["service", "action", "session", "saveWatch", "route"], this.#paint);
    const unwatchFile = app.store.watch(["settings"], () => this.#fileRead());
    const ticking = setInterval(() => updateOutcome(app), WATCH_MS);
    this.close = () => {
      unwatch();
      unwatchFile();
      clearInterval(ticking);
      this.draft.removeEventListener("change", this.#paint);
      this.#paint.cancel();
    };
    if (!this.draft.dirty) this.draft.load();
    this.#fileRead();
    this.#paint();
  }

  /** @returns {"form"|"text"|"changes"|"backups"} */
  get shown() {
    const wanted = this.app.router.route.params.get("show");
    return wanted === "text" || wanted === "changes" || wanted === "backups" ? wanted : "form";
  }

  /** @param {string} part */
  show(part) {
    this.app.router.refine({ show: part === "form" ? null : part, path: null });
  }

  /** Why nothing can be changed here; "" when it can. */
  get locked() {
    return this.app.store.get("session")?.read_only ? "The cockpit is read-only: the file can be read, not changed." : "";
  }

  /** @param {Problem} problem */
  fix(problem) {
    const text = corrected(this.draft.text, problem, this.draft.values);
    if (text !== null) this.draft.type(text);
    else this.goTo(problem);
  }

  /** @param {Problem} problem */
  goTo({ line, column }) {
    if (line === null) return;
    this.show("text");
    // The text is on the page only after the next frame.
    requestAnimationFrame(() => requestAnimationFrame(() => /** @type {any} */ (this.main.querySelector("plb-text-editor"))?.goTo(line, column)));
  }

  #fileRead() {
    const topic = this.app.store.get("settings");
    if (topic?.status === "ready" && this.draft.fileWasRead(topic.data)) announce("The settings file was saved elsewhere.", { tone: "info", detail: "This page shows it as it is now." });
    this.#paint();
  }

  #render() {
    const { draft, main } = this;
    if (!draft.file) {
      morph(main, h("section", { class: "card", "data-key": "instead" }, draft.problem ? problemState(draft.problem) : skeleton(12)));
      return;
    }
    this.backups.want(draft.file.etag);
    morph(
      main,
      settingsBar(this),
      h("div", { class: "stack settings-notes", "data-key": "notes" }, outcomeStrip(this.app, draft), ...stateNotes(this)),
      h("div", { class: "settings-page", "data-key": "page", "data-show": this.shown }, formCard(this), sideCard(this)),
    );
    const path = this.app.router.route.params.get("path") ?? "";
    if (path !== this.#focusedPath && (path === "" || focusField(main, path))) this.#focusedPath = path;
  }
}
