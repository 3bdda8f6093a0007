/** Figures and times in words; an unknown figure is a dash, never a zero. */

export const UNKNOWN = "–";

/** @type {Record<string, string>} the resources that can be balanced by, as ProxLB's method names them */
export const METHOD_NAMES = { cpu: "CPU", memory: "Memory", disk: "Disk" };

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const numbers = new Map();

/**
 * @param {number} value
 * @param {number} digits
 */
function decimal(value, digits) {
  let format = numbers.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { maximumFractionDigits: digits, minimumFractionDigits: digits });
    numbers.set(digits, format);
  }
  return format.format(value);
}

/** @param {number|null|undefined} value */
export function count(value) {
  return value === null || value === undefined ? UNKNOWN : decimal(value, 0);
}

/** @param {number|null|undefined} value */
export function bytes(value) {
  if (value === null || value === undefined) return UNKNOWN;
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${decimal(size, unit === 0 || size >= 100 ? 0 : 1)}\u00a0${UNITS[unit]}`;
}

/**
 * @param {number|null|undefined} value
 * @param {number} [digits]
 */
export function percent(value, digits = 0) {
  return value === null || value === undefined ? UNKNOWN : `${decimal(value, digits)}\u00a0%`;
}

/** @param {number|null|undefined} value */
export function cores(value) {
  if (value === null || value === undefined) return UNKNOWN;
  return decimal(value, Number.isInteger(value) || value >= 100 ? 0 : 1);
}

/** @param {number|null|undefined} seconds two units at most: "3 d 4 h", "12 s" */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return UNKNOWN;
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => Number(amount) > 0);
  if (first === -1) return "0\u00a0s";
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => Number(amount) > 0)
    .map(([amount, unit]) => `${amount}\u00a0${unit}`)
    .join(" ");
}

/** @param {number} seconds one unit, rounded down: "12 s", "4 min", "3 d" */
function coarse(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)}\u00a0s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}\u00a0h`;
  return `${Math.floor(seconds / 86400)}\u00a0d`;
}

/** @param {number} milliseconds since the moment */
export function age(milliseconds) {
  const seconds = milliseconds / 1000;
  return seconds < 1 ? "now" : `${coarse(seconds)} ago`;
}

/** @param {number} milliseconds until the moment */
export function countdown(milliseconds) {
  return milliseconds <= 0 ? "due now" : `in ${duration(Math.ceil(milliseconds / 1000))}`;
}

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DAY = { year: "numeric", month: "2-digit", day: "2-digit" };
const clocks = {
  local: new Intl.DateTimeFormat("sv-SE", /** @type {any} */ ({ ...DAY, ...CLOCK })),
  utc: new Intl.DateTimeFormat("sv-SE", /** @type {any} */ ({ ...DAY, ...CLOCK, timeZone: "UTC" })),
};

/**
 * @param {string|number|null|undefined} when
 * @param {"local"|"utc"} [zone]
 */
export function timestamp(when, zone = "local") {
  if (when === null || when === undefined) return UNKNOWN;
  const moment = new Date(when);
  if (Number.isNaN(moment.getTime())) return UNKNOWN;
  return clocks[zone].format(moment) + (zone === "utc" ? "Z" : "");
}

/**
 * @param {number} amount
 * @param {string} one
 * @param {string} [many]
 */
export function plural(amount, one, many = `${one}s`) {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}

/**
 * What a log or a name may hide: control characters and those that turn the reading direction, made visible.
 *
 * @param {string} text
 */
export function visible(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, (one) => {
    const code = one.codePointAt(0) ?? 0;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
