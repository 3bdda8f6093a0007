/** A draft of the settings file: one text, changed by the form as well as by hand, checked while it grows. */

import { reversed } from "./diff_lines.js";
import { asProblem } from "./problems.js";
import { withChanges } from "./values.js";

/** @typedef {import("./values.js").Path} Path */
/** @typedef {import("./values.js").Change} Change */
/** @typedef {import("./values.js").Problem} Problem */
/** @typedef {{path: string, etag: string, text: string, values: any, fields: import("./values.js").Field[],
 *             problems: Problem[], accepted: boolean, writable: {allowed: boolean, reason: string}}} SettingsFile */
/** @typedef {{accepted: boolean, stale: boolean, changed: boolean, etag: string, problems: Problem[],
 *             diff: import("./diff_lines.js").DiffLine[], notes: string[], text: string|null, values: any}} Answer */
/** @typedef {{text: string, pending: [string, Change][], secrets: [string, Change][]}} Kept */
/** @typedef {{read: (path: string) => Promise<any>, write: (path: string, body: any, options?: any) => Promise<any>}} Http */

const TYPING_MS = 250;
const AGAIN_MS = 4000;
/** Failures that pass without anything typed. */
const PASSING = ["unreached", "timed-out", "unavailable"];
const LOAD_TRIES = 3;

/** @param {string} text as a text field gives it back, which knows one kind of line end only */
function withFieldLineEnds(text) {
  return text.replace(/\r\n?/g, "\n");
}

/** Dispatches "change" whenever anything about it is another. */
export class SettingsDraft extends EventTarget {
  /** @type {SettingsFile|null} */
  file = null;
  /** @type {any} why there is no file to show */
  problem = null;
  text = "";
  /** @type {Answer|null} */
  answer = null;
  /** @type {any} what the newest text that is YAML means */
  values = null;
  /** @type {any} why the draft could not be checked */
  checkError = null;
  saving = false;
  /** the state of the file that somebody else saved meanwhile */
  foreignEtag = "";
  /** @type {Kept|null} a draft that gave way to what somebody else saved */
  asideDraft = null;
  /** @type {Map<string, Change>} changes of the form that the text does not have yet */
  #pending = new Map();
  /** @type {Map<string, Change>} never part of the text, because no secret comes back from the server */
  #secrets = new Map();
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {Promise<void>|null} */
  #checking = null;
  #again = false;

  /** @param {Http} http */
  constructor(http) {
    super();
    this.http = http;
  }

  get dirty() {
    return this.file !== null && (this.text !== this.file.text || this.#pending.size > 0 || this.#secrets.size > 0);
  }

  /** True while what is shown is not yet what was typed. */
  get unchecked() {
    return this.#timer !== undefined || this.#checking !== null;
  }

  /** @returns {Problem[]} */
  get problems() {
    const found = this.answer?.problems ?? [];
    return this.checkError ? [asProblem(this.checkError), ...found] : found;
  }

  /** The values with what the form changed since they were read. */
  get shownValues() {
    return withChanges(this.values ?? {}, this.#pending.values());
  }

  /**
   * @param {Path} path
   * @returns {Change|undefined}
   */
  secretChange(path) {
    return this.#secrets.get(JSON.stringify(path));
  }

  /** @param {boolean} [instead] whether the file replaces what was changed, also while it was read */
  async load(instead = false) {
    try {
      const { text, ...config } = await this.#read();
      if (instead || !this.dirty) this.#adopt(config, text);
      else this.foreignEtag = config.etag === this.file?.etag ? "" : config.etag;
    } catch (error) {
      this.problem = error;
    }
    this.#changed();
  }

  /** @returns {Promise<SettingsFile>} */
  async #read() {
    for (let left = LOAD_TRIES; ; left -= 1) {
      const [config, raw] = await Promise.all([this.http.read("config"), this.http.read("config/raw")]);
      // Saved between the two, they would not belong together.
      if (config.etag === raw.etag || left <= 1) return { ...config, text: raw.text };
    }
  }

  /** What somebody else saved meanwhile, and what saving the draft would now do. */
  async compare() {
    const [theirs, mine] = await Promise.all([
      this.http.write("config/check", { text: this.file?.text ?? "" }),
      this.http.write("config/check", { text: this.text, changes: this.#changes() }),
    ]);
    return { theirs: reversed(theirs.diff), mine: mine.diff };
  }

  /** The draft is from now on one of what somebody else saved. */
  async rebase() {
    const theirs = await this.#read();
    this.file = { ...theirs, text: withFieldLineEnds(theirs.text) };
    this.foreignEtag = "";
    this.#checkSoon();
    await this.settle();
  }

  /**
   * @param {Path} path
   * @param {any} value undefined takes the key away
   * @param {boolean} [secret]
   */
  edit(path, value, secret = false) {
    const key = JSON.stringify(path);
    const waiting = secret ? this.#secrets : this.#pending;
    waiting.delete(key);
    waiting.set(key, value === undefined ? { path, remove: true } : { path, value });
    this.#checkSoon();
  }

  /** @param {Path} path */
  keepSecret(path) {
    this.#secrets.delete(JSON.stringify(path));
    this.#checkSoon();
  }

  /** @param {string} text */
  type(text) {
    if (text === this.text) return;
    this.text = text;
    this.#checkSoon();
  }

  discard() {
    if (!this.file) return;
    this.#adopt(this.file, this.file.text);
    this.#checkSoon();
  }

  /** Waits until what is shown is what was typed. */
  async settle() {
    if (this.#timer !== undefined) this.#check();
    while (this.#checking) await this.#checking;
  }

  /** @param {string} [etag] the state of the file that it is to replace */
  async save(etag = this.file?.etag) {
    this.saving = true;
    this.#changed();
    try {
      const config = await this.http.write("config/raw", { text: this.text, changes: this.#changes() }, { method: "PUT", etag });
      await this.#saved(config);
      return config.saved;
    } finally {
      this.saving = false;
      this.#changed();
    }
  }

  /** @param {string} id @param {string} [etag] */
  async restore(id, etag = this.file?.etag) {
    this.saving = true;
    try {
      const config = await this.http.write(`config/backups/${encodeURIComponent(id)}/restore`, {}, { etag });
      if (this.dirty) this.#putAside();
      await this.#saved(config);
      return config.saved;
    } finally {
      this.saving = false;
      this.#changed();
    }
  }

  /**
   * The file was read again by somebody who watches it.
   *
   * @param {{etag: string}|null|undefined} config
   * @returns {boolean} whether the draft gives way, because it had no changes
   */
  fileWasRead(config) {
    if (!config || this.saving) return false;
    if (!this.file || (config.etag !== this.file.etag && !this.dirty)) {
      const known = this.file !== null;
      this.load();
      return known;
    }
    const foreignEtag = config.etag === this.file.etag ? "" : config.etag;
    if (foreignEtag !== this.foreignEtag) {
      this.foreignEtag = foreignEtag;
      this.#changed();
    }
    return false;
  }

  /** What somebody else saved replaces the draft, which can be brought back. */
  async replaceWithFile() {
    this.#putAside();
    await this.load(true);
  }

  bringBack() {
    if (!this.asideDraft) return;
    const { text, pending, secrets } = this.asideDraft;
    this.text = text;
    this.#pending = new Map(pending);
    this.#secrets = new Map(secrets);
    this.asideDraft = null;
    this.#checkSoon();
  }

  #putAside() {
    this.asideDraft = { text: this.text, pending: [...this.#pending], secrets: [...this.#secrets] };
  }

  /** @param {any} config */
  async #saved(config) {
    const raw = await this.http.read("config/raw").catch(() => null);
    if (raw?.etag === config.etag) this.#adopt(config, raw.text);
    else await this.load(true);
  }

  /**
   * @param {any} config
   * @param {string} text
   */
  #adopt(config, text) {
    this.text = withFieldLineEnds(text);
    this.file = { ...config, text: this.text };
    this.values = config.values;
    this.answer = { accepted: config.accepted, stale: false, changed: false, etag: config.etag, problems: config.problems, diff: [], notes: [], text: null, values: config.values };
    this.problem = null;
    this.checkError = null;
    this.foreignEtag = "";
    this.#pending.clear();
    this.#secrets.clear();
  }

  #changes() {
    return [...this.#pending.values(), ...this.#secrets.values()];
  }

  #changed() {
    this.dispatchEvent(new CustomEvent("change"));
  }

  #checkSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(), TYPING_MS);
    this.#changed();
  }

  #check() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = true;
    this.#checking ??= this.#askUntilAnswered().finally(() => {
      this.#checking = null;
      this.#changed();
    });
  }

  async #askUntilAnswered() {
    while (this.#again && this.file) {
      this.#again = false;
      await this.#ask(this.text, new Map(this.#pending), this.file.etag);
      this.#changed();
    }
  }

  /**
   * @param {string} text
   * @param {Map<string, Change>} sent
   * @param {string} etag
   */
  async #ask(text, sent, etag) {
    const ask = (/** @type {Change[]} */ changes) => this.http.write("config/check", { text, changes, etag });
    try {
      this.#applyAnswer(await ask([...sent.values(), ...this.#secrets.values()]), text, sent);
    } catch (/** @type {any} */ error) {
      if (this.text !== text) return;
      // Single values cannot be changed in what is no YAML; the problems of the text are what helps now.
      if (error.code === "conflict" && sent.size) this.#applyAnswer(await ask([...this.#secrets.values()]).catch(() => this.answer), text, new Map());
      this.checkError = error;
      if (PASSING.includes(error.code)) this.#timer ??= setTimeout(() => this.#check(), AGAIN_MS);
    }
  }

  /**
   * @param {Answer} answer
   * @param {string} text what was asked about
   * @param {Map<string, Change>} sent
   */
  #applyAnswer(answer, text, sent) {
    // Who typed meanwhile is right; the next answer is about that.
    if (this.text !== text) return;
    if (answer.text !== null) {
      this.text = withFieldLineEnds(answer.text);
      for (const [key, change] of sent) if (this.#pending.get(key) === change) this.#pending.delete(key);
    }
    this.checkError = null;
    this.answer = answer;
    if (answer.values !== null) this.values = answer.values;
    if (answer.stale) this.foreignEtag = answer.etag;
  }
}
