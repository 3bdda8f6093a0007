/** Saving a draft of the settings: the difference first, and nothing lost when somebody else was quicker. */

import { announce, announceError } from "../../dom/announce.js";
import { chooseAction, typeToConfirm } from "../../dom/dialog.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { askHowToSave, askWhenToTakeUp, takeUp } from "../../shared/saving/choices.js";
import { diffView } from "./diff_view.js";

/** @typedef {import("../../types.js").App} App */
/** @typedef {import("./draft/draft.js").SettingsDraft} SettingsDraft */

/** @param {string[]} notes */
export function saveNotes(notes) {
  return notes.map((note) => h("p", { class: "notice tone-info", "data-key": note }, icon("info"), note));
}

/**
 * @param {App} app
 * @param {SettingsDraft} draft
 */
export async function saveDraft(app, draft) {
  await draft.settle();
  const { answer } = draft;
  if (!answer?.accepted || draft.checkError) return;
  const content = [diffView(answer.diff, "What changes in the file"), ...saveNotes(answer.notes)];
  const way = await askHowToSave(app, { title: "Save these changes?", content, wide: true });
  if (way) await attempt(app, draft, way);
}

/**
 * @param {App} app
 * @param {SettingsDraft} draft
 * @param {import("../../shared/saving/choices.js").Way} way
 */
async function attempt(app, draft, way) {
  try {
    const saved = await draft.save();
    takeUp(app, way.action, saved);
    announce("Settings saved.", { detail: saved?.notes.join(" ") });
  } catch (/** @type {any} */ error) {
    if (error.code !== "stale") announceError(error);
    else if (await resolveStale(draft)) await saveDraft(app, draft);
  }
}

/**
 * Somebody else saved: shows both differences and asks whose is to go on.
 *
 * @param {SettingsDraft} draft
 * @returns {Promise<boolean>} whether the draft goes on, now as one of their file
 */
export async function resolveStale(draft) {
  try {
    const { theirs, mine } = await draft.compare();
    const content = [
      h("p", null, "The file was saved by somebody else after this draft was begun."),
      h("h3", null, "What they changed"),
      theirs.length ? diffView(theirs, "What they changed") : h("p", { class: "hint" }, "Only line breaks."),
      h("h3", null, "What saving yours would do to it"),
      mine.length ? diffView(mine, "What saving yours would do") : h("p", { class: "hint" }, "Nothing: both say the same."),
    ];
    const choices = [
      { value: "theirs", label: "Take theirs", detail: "The page shows their file. Your draft is set aside, and one click brings it back." },
      { value: "mine", label: "Go on with mine", detail: "Saving then replaces what they saved, which stays among the backups." },
    ];
    const choice = await chooseAction({ title: "Somebody else saved meanwhile", content, choices, wide: true });
    if (choice === "theirs") await draft.replaceWithFile();
    if (choice === "mine") await draft.rebase();
    return choice === "mine";
  } catch (error) {
    announceError(error);
    return false;
  }
}

/**
 * @param {App} app
 * @param {SettingsDraft} draft
 * @param {{id: string, diff: import("./draft/diff_lines.js").DiffLine[]}} backup
 */
export async function restoreBackup(app, draft, backup) {
  const content = [
    h("p", null, "The file becomes what it was then. What it is now is kept as a backup."),
    backup.diff.length ? diffView(backup.diff, "What restoring changes") : h("p", { class: "hint" }, "It says the same as the file now."),
  ];
  if (!(await typeToConfirm({ title: "Restore this backup?", content, word: "restore", action: "Restore" }))) return;
  try {
    const saved = await draft.restore(backup.id);
    announce("The backup is restored.", { detail: saved?.notes.join(" ") });
    const way = await askWhenToTakeUp(app);
    if (way) takeUp(app, way.action, saved);
  } catch (error) {
    announceError(error);
  }
}

/**
 * The way back after a save that ProxLB did not survive.
 *
 * @param {App} app
 * @param {SettingsDraft} draft
 * @param {string} id
 */
export async function bringBackAndStart(app, draft, id) {
  try {
    const saved = await draft.restore(id);
    const offers = app.store.get("service")?.data?.actions ?? [];
    const restarts = offers.some((/** @type {any} */ offer) => offer.action === "restart" && offer.allowed);
    takeUp(app, restarts ? "restart" : "start", { backup: null });
    announce("The earlier file is back.", { detail: saved?.notes.join(" ") });
  } catch (error) {
    announceError(error);
  }
}
