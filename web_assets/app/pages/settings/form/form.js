/** The settings as a form, section by section, under ProxLB's own names. */

import { h } from "../../../dom/h.js";
import { icon } from "../../../dom/icons.js";
import { button, chip } from "../../../dom/parts.js";
import { choice, choices, names, number, shown, textField, toggle } from "../../../shared/setting_inputs/inputs.js";
import { countBySeverity, SEVERITIES } from "../draft/problems.js";
import { isSame, problemsAt, problemsElsewhere, sectionsOf, valueAt } from "../draft/values.js";
import { mapEditor, pressureEditor, texts } from "./maps.js";
import { problemNote } from "./problem_notes.js";
import { isSecretChanged, secretField } from "./secret.js";

/** @typedef {import("../draft/values.js").Field} Field */
/** @typedef {import("../draft/draft.js").SettingsDraft} SettingsDraft */
/** @typedef {import("./problem_notes.js").ProblemActions} ProblemActions */

/** @type {Record<string, string>} */
const TITLES = { proxmox_api: "Proxmox API", proxmox_cluster: "Cluster", balancing: "Balancing", service: "Service", solver: "Solver" };

/**
 * @param {SettingsDraft} draft
 * @param {ProblemActions} actions
 */
export function settingsForm(draft, actions) {
  const values = draft.shownValues;
  const sections = sectionsOf(draft.file?.fields ?? []).map(({ section, fields }) => {
    const changed = fields.filter((field) => isChanged(draft, field, values)).length;
    return h(
      "details",
      { class: "form-group", "data-key": section, open: section === "balancing" },
      h(
        "summary",
        null,
        icon("chevron"),
        TITLES[section] ?? section,
        h("code", { class: "faint" }, section),
        h("span", { class: "summary-chips" }, changed ? chip("accent", `${changed} changed`) : null, ...severityChips(problemsAt(draft.problems, [section]))),
      ),
      ...problemsElsewhere(draft.problems, fields, section).map((problem) => problemNote(problem, actions)),
      ...fields.map((field) => fieldOf(draft, field, values, actions)),
    );
  });
  return h("fieldset", { class: "settings-form", "data-key": "fields", disabled: actions.locked, "aria-label": "Settings" }, ...sections);
}

/** @param {import("../draft/values.js").Problem[]} problems */
export function severityChips(problems) {
  return countBySeverity(problems).filter(({ severity }) => severity !== "hint").map(({ severity, count }) => {
    const { word, symbol, tone } = SEVERITIES[severity] ?? { word: "", symbol: "info", tone: "info" };
    return chip(tone, `${count} ${word.toLowerCase()}${count === 1 ? "" : "s"}`, symbol);
  });
}

/** @param {import("../draft/values.js").Path} path */
export function fieldId(path) {
  return `field-${path.join(".")}`;
}

/**
 * @param {SettingsDraft} draft
 * @param {Field} field
 * @param {any} values
 */
function isChanged(draft, field, values) {
  if (field.type === "secret") return isSecretChanged(draft, field, values);
  return !isSame(valueAt(values, field.path), valueAt(draft.file?.values, field.path));
}

/**
 * @param {SettingsDraft} draft
 * @param {Field} field
 * @param {any} values
 * @param {ProblemActions} actions
 */
function fieldOf(draft, field, values, actions) {
  const { path } = field;
  const id = fieldId(path);
  const changed = isChanged(draft, field, values);
  const value = valueAt(values, path);
  const old = valueAt(draft.file?.values, path);
  const name = path.slice(1).join(".");
  const secret = field.type === "secret";
  const was = secret ? "keep the old" : `was ${brief(field, old)}`;
  const back = () => (secret ? draft.keepSecret(path) : draft.edit(path, old));
  const undo = changed && !(secret && !draft.secretChange(path)) ? button(was, { tone: "small quiet", key: "reset", symbol: "undo", title: "Back to what the file says", click: back, attributes: { "aria-label": `${was}: bring ${name} back` } }) : null;
  const drop = !secret && value !== undefined && !changed && field.default !== null && !isSame(value, field.default) ? button("use default", { tone: "small quiet field-drop", key: "drop", title: "Take the key out of the file, so that ProxLB's default counts", click: () => draft.edit(path, undefined), attributes: { "aria-label": `use default for ${name}` } }) : null;
  return h(
    "div",
    { class: `field ${changed ? "field-changed" : ""}`, "data-key": path.join("."), "data-path": path.join(".") },
    h("div", { class: "field-head" }, h("label", { for: id, id: `${id}-label` }, h("code", null, name)), h("span", { class: "faint" }, field.title), !secret && value === undefined && field.default !== null ? h("span", { class: "tag faint" }, "default") : null, field.since ? h("span", { class: "faint field-since" }, `since ${field.since}`) : null, undo ?? drop),
    secret ? secretField(draft, field, id) : control(draft, field, value, id),
    h("div", { id: `${id}-help`, class: "stack-small" }, h("p", { class: "field-help" }, field.help, " ", h("span", { class: "faint" }, bounds(field))), ...problemsAt(draft.problems, path).map((problem) => problemNote(problem, actions))),
  );
}

/** @param {Field} field */
function bounds(field) {
  const standard = field.default === null || field.type === "secret" ? "" : `Default: ${brief(field, field.default)}.`;
  const { minimum, maximum } = field;
  if (minimum === null) return standard;
  return `${standard} ${maximum === null ? `At least ${minimum}.` : `From ${minimum} to ${maximum}.`}`;
}

/**
 * @param {Field} field
 * @param {any} value
 */
function brief(field, value) {
  const text = shown(itemOf(field), value);
  return text.length > 32 ? `${text.slice(0, 30)}…` : text;
}

/** @param {Field} field */
function itemOf(field) {
  return { kind: field.type, default: field.default, unit: field.unit, minimum: field.minimum, maximum: field.maximum, choices: field.choices, optional: true };
}

/**
 * @param {SettingsDraft} draft
 * @param {Field} field
 * @param {any} value undefined: the file says nothing
 * @param {string} id
 */
function control(draft, field, value, id) {
  const { path, type } = field;
  const item = itemOf(field);
  const now = value === undefined ? field.default : value;
  const set = (/** @type {any} */ wanted) => draft.edit(path, wanted ?? undefined);
  const setBelow = (/** @type {string[]} */ below, /** @type {any} */ wanted) => draft.edit([...path, ...below], wanted);
  if (type === "switch") return toggle(now, id, set);
  if (type === "integer" || type === "number") return number(item, typeof now === "number" ? now : null, id, set);
  if (type === "choice") return choice(item, now, id, set);
  if (type === "list" && field.choices.length) return choices(item, texts(now), id, set);
  if (type === "list") return names(texts(now), id, set);
  if (type === "map") return mapEditor(path.at(-1) ?? "", value, id, setBelow, item);
  if (type === "section") return pressureEditor(value, id, setBelow);
  return textField(now, id, set);
}
