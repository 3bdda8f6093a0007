/** Copies text, on plain HTTP too, where browsers offer no clipboard API. */

import { announce } from "./announce.js";

/** @param {string} text */
export async function copyText(text) {
  const done = (await modern(text)) || ancient(text);
  announce(done ? "Copied." : "Your browser did not let the page copy; select the text and copy it yourself.");
  return done;
}

/** @param {string} text */
async function modern(text) {
  try {
    if (!navigator.clipboard) return false;
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text */
function ancient(text) {
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  area.className = "offscreen";
  area.setAttribute("aria-hidden", "true");
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}

/**
 * Hands the reader a file made on the page.
 *
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
export function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
