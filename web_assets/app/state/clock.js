/** The server's time: ages must not depend on how the reader's clock is set. */

let offset = 0;

/** @param {number} milliseconds the server's time minus ours */
export function setOffset(milliseconds) {
  offset = milliseconds;
}

export function now() {
  return Date.now() + offset;
}
