/** What the page knows, in named slices; a change of a slice is announced by an event of its name. */
export class Store extends EventTarget {
  /** @type {Map<string, any>} */
  #slices = new Map();

  /** @param {string} slice */
  get(slice) {
    return this.#slices.get(slice);
  }

  /**
   * @param {string} slice
   * @param {any} value
   */
  update(slice, value) {
    if (Object.is(this.#slices.get(slice), value)) return;
    this.#slices.set(slice, value);
    this.dispatchEvent(new CustomEvent(`change:${slice}`, { detail: value }));
  }

  /**
   * Calls back on every change of these slices, until the returned function is called.
   *
   * @param {string[]} slices
   * @param {() => void} changed
   * @returns {() => void}
   */
  watch(slices, changed) {
    for (const slice of slices) this.addEventListener(`change:${slice}`, changed);
    return () => {
      for (const slice of slices) this.removeEventListener(`change:${slice}`, changed);
    };
  }
}
