/** Saving changed balancing settings: what changes, and when ProxLB is to take it up. */

import { announceError } from "../../dom/announce.js";
import { h } from "../../dom/h.js";
import { icon } from "../../dom/icons.js";
import { askHowToSave, takeUp } from "../../shared/saving/choices.js";
import { shown } from "../../shared/setting_inputs/inputs.js";

/**
 * @param {import("../../types.js").App} app
 * @param {import("./file_settings.js").FileSettings} file
 * @param {import("./draft.js").Draft} draft
 * @returns {Promise<{notes: string[], etag: string}|null>} the state of the file then; null when nothing was saved
 */
export async function saveDialog(app, file, draft) {
  const changed = (file.items ?? []).filter((item) => item.key in draft.settings);
  const rows = changed.map((item) =>
    h("div", { "data-key": item.key }, h("dt", null, item.title, " ", h("code", { class: "faint" }, item.key)), h("dd", null, shown(item, item.value), icon("arrow", "becomes"), h("strong", null, shown(item, draft.settings[item.key])))),
  );
  const way = await askHowToSave(app, { title: "Save these settings?", content: [h("dl", { class: "facts" }, ...rows)] });
  if (!way) return null;
  try {
    const answer = await app.write("balancing", draft.settings, { method: "PATCH", etag: file.etag });
    takeUp(app, way.action, answer.saved);
    return { notes: answer.saved?.notes ?? [], etag: answer.etag };
  } catch (error) {
    announceError(error);
    return null;
  }
}
