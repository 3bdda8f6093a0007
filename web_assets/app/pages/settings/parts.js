/** The notes above the settings, and the two cards below them: the form, and beside it text, changes or backups. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button, emptyState } from "../../dom/parts.js";
import { backupList } from "./backups.js";
import { diffView } from "./diff_view.js";
import { countChanged } from "./draft/diff_lines.js";
import { marksOf, SEVERITIES } from "./draft/problems.js";
import { settingsForm } from "./form/form.js";
import { problemList } from "./form/problem_notes.js";
import { resolveStale, restoreBackup, saveNotes } from "./save.js";

/** @typedef {import("./settings.js").SettingsPage} SettingsPage */

/**
 * Why things are as they are: each state has its sentence.
 *
 * @param {SettingsPage} page
 */
export function stateNotes({ draft, app, locked }) {
  const topic = app.store.get("settings");
  const notes = [];
  if (locked) notes.push(note("lock", "info", locked));
  else if (draft.file && !draft.file.writable.allowed) notes.push(note("lock", "warning", `The file cannot be written: ${draft.file.writable.reason}`, h("p", { class: "hint" }, "You can draft and check here, and copy the text.")));
  if (topic?.status === "error") notes.push(note("warning", "serious", topic.error.message, h("p", { class: "hint" }, topic.error.hint)));
  if (draft.foreignEtag) {
    const look = () => resolveStale(draft);
    notes.push(note("warning", "warning", "Somebody else saved the file while you were editing.", h("p", { class: "hint" }, "Nothing of yours is lost: look at the difference, then take theirs or go on with yours."), button("Look at it", { tone: "small", key: "look", click: look })));
  }
  return notes;
}

/**
 * @param {string} symbol
 * @param {string} tone
 * @param {string} text
 * @param {...import("../../dom/h.js").Child} more
 */
function note(symbol, tone, text, ...more) {
  const [hint, action] = more;
  return h("div", { class: `notice tone-${tone}`, role: "status", "data-key": text }, icon(symbol), h("div", { class: "grow" }, h("p", null, text), hint), action);
}

/** @param {SettingsPage} page */
export function formCard(page) {
  const { draft } = page;
  const broken = draft.answer?.values === null;
  const actions = actionsOf(page, broken);
  const body = draft.values === null
    ? emptyState("settings", "No form for this file", "What is in it is no map of settings; correct its text, and the form comes back.")
    : settingsForm(draft, actions);
  return h(
    "section",
    { class: "card settings-left", "data-key": "form", "aria-label": "Form" },
    header(page, "form"),
    broken && draft.values !== null ? h("p", { class: "notice tone-warning", "data-key": "broken" }, icon("warning"), "The text is no YAML just now. The form shows what it last said, and can be changed again when the text is corrected.") : null,
    body,
  );
}

/**
 * @param {SettingsPage} page
 * @param {boolean} broken
 * @returns {import("./form/problem_notes.js").ProblemActions}
 */
function actionsOf(page, broken) {
  return { fix: (problem) => page.fix(problem), goTo: (problem) => page.goTo(problem), locked: Boolean(page.locked) || broken };
}

/** @param {SettingsPage} page */
export function sideCard(page) {
  const part = page.shown === "form" ? "text" : page.shown;
  const body = part === "text" ? textPart(page) : part === "changes" ? changesPart(page) : backupsPart(page);
  return h("section", { class: "card settings-right", "data-key": "side", "aria-label": "Text, changes and backups" }, header(page, part), h("div", { "data-key": part }, ...body));
}

/**
 * @param {SettingsPage} page
 * @param {string} current
 */
function header(page, current) {
  const { added, removed } = countChanged(page.draft.answer?.diff ?? []);
  const lines = Math.max(added, removed);
  /** @type {[string, string][]} */
  const parts = [["form", "Form"], ["text", "Text"], ["changes", lines ? `Changes (${lines})` : "Changes"], ["backups", "Backups"]];
  const tabs = parts.map(([part, label]) => button(label, { tone: `small ${part === "form" ? "tab-form" : "tab-side"}`, key: part, attributes: { "aria-pressed": String(part === current) }, click: () => page.show(part) }));
  return h("header", { class: "card-head", "data-key": "head" }, current === "form" ? h("h2", { class: "wide-only" }, "Form") : null, h("span", { class: "segments", role: "group", "aria-label": "Show" }, ...tabs));
}

/** @param {SettingsPage} page */
function textPart(page) {
  const { draft } = page;
  const marks = new Map([...marksOf(draft.problems)].map(([line, { severity, message }]) => [line, { tone: SEVERITIES[severity]?.tone ?? "info", symbol: SEVERITIES[severity]?.symbol ?? "info", title: message }]));
  return [
    h("plb-text-editor", { "data-key": "editor", on: { text: (/** @type {CustomEvent<string>} */ event) => draft.type(event.detail) }, props: { text: draft.text, marks, readOnly: Boolean(page.locked) } }),
    draft.text.includes("<<secret:") ? h("p", { class: "foot hint", "data-key": "secrets" }, icon("lock"), " ", h("code", null, "<<secret:…>>"), " stands for a secret that is set. Leave it to keep the secret; write another value in its place to replace it.") : null,
    problemList(draft.problems, actionsOf(page, false)),
  ];
}

/** @param {SettingsPage} page */
function changesPart({ draft }) {
  const { answer } = draft;
  if (!draft.dirty || !answer) return [emptyState("settings", "Nothing is changed", "What you change in the form or in the text shows here, line by line.")];
  if (draft.checkError && answer.diff.length === 0) return [emptyState("serious", "Not to be compared yet", draft.checkError.message)];
  return [answer.diff.length ? diffView(answer.diff, "Changes") : emptyState("settings", "Nothing is changed", "What you wrote says the same as the file."), ...saveNotes(answer.notes)];
}

/** @param {SettingsPage} page */
function backupsPart({ app, draft, backups, locked }) {
  const why = locked || (draft.file?.writable.allowed ? "" : draft.file?.writable.reason ?? "");
  return [backupList(backups, draft.file?.etag ?? "", { why, restore: (backup) => restoreBackup(app, draft, backup) })];
}
