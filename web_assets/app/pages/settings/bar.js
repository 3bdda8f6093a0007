/** The buttons over the settings: save and discard, whether the draft is saved, and how many problems it has. */

import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { button } from "../../dom/parts.js";
import { plural } from "../../format/format.js";
import { countChanged } from "./draft/diff_lines.js";
import { severityChips } from "./form/form.js";
import { saveDraft } from "./save.js";

/** @typedef {import("./settings.js").SettingsPage} SettingsPage */

/** @param {SettingsPage} page */
export function settingsBar(page) {
  const { draft, app } = page;
  const why = whyNotSaved(page);
  const asideDraft = draft.asideDraft && !draft.dirty;
  return h(
    "div",
    { class: "filters settings-bar", "data-key": "bar", role: "toolbar", "aria-label": "Settings file" },
    button("Save…", { symbol: "ok", tone: "primary", key: "save", busy: draft.saving, disabled: Boolean(why), title: why || "Shows the difference first", click: () => saveDraft(app, draft) }),
    button("Discard", { symbol: "close", key: "discard", disabled: !draft.dirty, click: () => draft.discard() }),
    asideDraft ? button("Bring my draft back", { symbol: "undo", key: "mine", click: () => draft.bringBack() }) : null,
    draftState(page),
    ...severityChips(draft.problems),
    h("span", { class: "filters-result mono clip", title: draft.file?.path, "data-key": "path" }, draft.file?.path ?? ""),
  );
}

/** @param {SettingsPage} page */
function draftState({ draft }) {
  if (!draft.dirty) return null;
  const { added, removed } = countChanged(draft.answer?.diff ?? []);
  const lines = Math.max(added, removed);
  return h("span", { class: "chip tone-accent", "data-key": "draft", role: "status" }, icon("info"), draft.unchecked ? "Checking…" : lines ? `${plural(lines, "line")} changed, not saved` : "Changed, not saved");
}

/** @param {SettingsPage} page */
function whyNotSaved({ draft, locked }) {
  if (locked) return locked;
  if (!draft.file?.writable.allowed) return draft.file?.writable.reason || "The file cannot be written.";
  if (!draft.dirty) return "Nothing is changed";
  if (draft.saving) return "Saving";
  if (draft.checkError || draft.answer?.accepted === false) return "ProxLB would not start with this; correct what is marked first";
  return "";
}

