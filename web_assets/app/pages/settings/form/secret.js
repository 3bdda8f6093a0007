/** A secret as a field: never shown, kept while the field is empty. */

import { h } from "../../../dom/h.js";
import { button } from "../../../dom/parts.js";
import { valueAt } from "../draft/values.js";

/** @typedef {import("../draft/values.js").Field} Field */
/** @typedef {import("../draft/draft.js").SettingsDraft} SettingsDraft */

/**
 * @param {SettingsDraft} draft
 * @param {Field} field
 * @param {any} values
 */
export function isSecretChanged(draft, field, values) {
  return draft.secretChange(field.path) !== undefined || isSet(values, field) !== isSet(draft.file?.values, field);
}

/**
 * @param {any} values
 * @param {Field} field
 */
function isSet(values, field) {
  return Boolean(valueAt(values, field.path)?.set);
}

/**
 * @param {SettingsDraft} draft
 * @param {Field} field
 * @param {string} id
 */
export function secretField(draft, field, id) {
  const { path } = field;
  const change = draft.secretChange(path);
  const known = isSet(draft.file?.values, field);
  const input = (/** @type {any} */ event) => (event.target.value ? draft.edit(path, event.target.value, true) : draft.keepSecret(path));
  const says = change?.remove ? "is taken out of the file" : known ? "set; empty keeps it" : "not set";
  return h(
    "span",
    { class: "field-secret" },
    h("input", { type: "password", id, autocomplete: "new-password", spellcheck: "false", placeholder: says, "aria-describedby": `${id}-help`, on: { input }, props: { value: change?.value ?? "" } }),
    known && !change ? button("Remove", { tone: "small quiet", key: "remove", click: () => draft.edit(path, undefined, true), attributes: { "aria-label": `Remove ${path.join(".")}` } }) : null,
  );
}
