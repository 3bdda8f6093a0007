/** ProxLB's balancing settings as the file has them now: read once, and again whenever somebody saves the file. */

/** @typedef {import("./draft.js").BalancingItem} BalancingItem */

/** Dispatches "change" when it was read, or could not be; detail: whether another state of the file replaced a known one. */
export class FileSettings extends EventTarget {
  /** @type {BalancingItem[]|null} null until the file was read */
  items = null;
  /** the state of the file that the items are of; a save names it, so that it cannot replace another one unseen */
  etag = "";
  /** @type {any} why the newest reading failed */
  problem = null;
  /** A save of this page's own reads the file itself when it is over. */
  saving = false;
  /** the state of the file for which the newest reading was begun */
  #askedFor = "";
  #readings = 0;

  /** @param {(path: string) => Promise<any>} read */
  constructor(read) {
    super();
    this.read = read;
  }

  async load() {
    const reading = (this.#readings += 1);
    const before = this.etag;
    try {
      const { etag, items } = await this.read("balancing");
      // Readings may overtake each other; only the one that was begun last is of the newest file.
      if (reading !== this.#readings) return;
      Object.assign(this, { etag, items, problem: null });
    } catch (error) {
      if (reading !== this.#readings) return;
      this.problem = error;
      // The next word about the file is then a reason to try again, even when it names the same state.
      this.#askedFor = "";
    }
    this.dispatchEvent(new CustomEvent("change", { detail: before !== "" && before !== this.etag }));
  }

  /**
   * Takes note of what the topic "settings" says about the file.
   *
   * @param {import("../../types.js").TopicState|undefined} topic
   */
  follow(topic) {
    const etag = topic?.status === "ready" ? topic.data?.etag : "";
    if (!etag || this.saving || etag === this.etag || etag === this.#askedFor) return;
    this.#askedFor = etag;
    this.load();
  }
}
