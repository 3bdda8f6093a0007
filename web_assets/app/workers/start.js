/** Starts the page's one worker from its own origin, also where the browser wants such addresses vouched for. */

const ADDRESS = new URL("./match.js", import.meta.url);

/** @returns {Worker} */
export function startMatching() {
  const types = /** @type {any} */ (globalThis).trustedTypes;
  const policy = types?.createPolicy("plb-worker", { createScriptURL: () => ADDRESS.href });
  return new Worker(policy ? policy.createScriptURL("") : ADDRESS, { type: "module" });
}
