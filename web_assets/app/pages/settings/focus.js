/** Finding the field that an address names. */

/**
 * @param {HTMLElement} main
 * @param {string} path such as balancing.pools; what lies deeper leads to the field around it
 * @returns {boolean}
 */
export function focusField(main, path) {
  const fields = Array.from(main.querySelectorAll("[data-path]"));
  const field = /** @type {HTMLElement|undefined} */ (fields.find((one) => isWithin(path, /** @type {HTMLElement} */ (one).dataset.path ?? "")));
  if (!field) return false;
  const section = field.closest("details");
  if (section) section.open = true;
  const control = /** @type {HTMLElement|null} */ (field.querySelector("input, textarea") ?? field.querySelector("[id^=field-] button"));
  field.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
  field.classList.add("field-sought");
  return true;
}

/**
 * @param {string} path
 * @param {string} field
 */
function isWithin(path, field) {
  return path === field || path.startsWith(`${field}.`);
}
