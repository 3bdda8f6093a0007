/** The three ways to save settings, and what each makes ProxLB do; one place for every page that saves them. */

const HOW = [
  { value: "save", label: "Save", detail: "ProxLB goes on with what it has read until it is reloaded or restarted." },
  { value: "reload", label: "Save and reload (next run)", detail: "ProxLB reads the file before its next run; nothing is interrupted." },
  { value: "restart", label: "Save and restart (runs now)", detail: "ProxLB starts anew, and a run begins at once that may migrate guests." },
];

/**
 * What can be chosen now; a choice with a reason is shown, but cannot be taken.
 *
 * @param {import("../../types.js").App} app
 */
export function saveChoices(app) {
  const offers = app.store.get("service")?.data?.actions;
  return HOW.map((way) => {
    const offer = offers?.find((/** @type {any} */ one) => one.action === way.value);
    const missing = way.value !== "save" && offers && !offer;
    return { ...way, reason: missing ? `This runtime cannot ${way.value} ProxLB.` : offer && !offer.allowed ? offer.reason || "Not possible now." : "" };
  });
}

/**
 * Makes ProxLB take the saved file up, and keeps an eye on what becomes of it.
 *
 * @param {import("../../types.js").App} app
 * @param {string} how save, or an action of the service
 * @param {{backup: string|null}|null|undefined} saved
 */
export function takeUp(app, how, saved) {
  if (how === "save") {
    app.store.update("saveWatch", null);
    return;
  }
  app.store.update("saveWatch", { how, backup: saved?.backup ?? null, at: Date.now(), wellSince: null, phase: "waiting" });
  app.actions.ask(how);
}
