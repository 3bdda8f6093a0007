// A DOM without a browser, for tests of what draws. Import it before any module of the page: custom elements are
// registered while their module is loaded. Nothing here has a layout: sizes are zero unless a test says otherwise.

import { afterEach } from "node:test";
// By its path and without waiting: the modules that a test imports after this one are loaded at once.
import { Window } from "../../tools/node_modules/happy-dom/lib/index.js";

export const window = new Window({ url: "http://cockpit.lan/base/#/overview", width: 1440, height: 900 });

const NAMES = [
  "document", "location", "history", "localStorage", "customElements", "Node", "Element", "HTMLElement", "HTMLInputElement", "SVGElement",
  "Event", "CustomEvent", "EventTarget", "KeyboardEvent", "MouseEvent", "ResizeObserver", "MutationObserver",
];
for (const name of NAMES) Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent", "matchMedia", "getComputedStyle"]) globalThis[name] = window[name].bind(window);
globalThis.window = window;

// Frames come when a test asks for one.
const frames = new Map();
let nextFrame = 1;
globalThis.requestAnimationFrame = (work) => {
  frames.set(nextFrame, work);
  return nextFrame++;
};
globalThis.cancelAnimationFrame = (id) => frames.delete(id);

// Timers that wait for longer than a test takes must not keep node from ending.
for (const name of ["setTimeout", "setInterval"]) {
  const real = globalThis[name];
  globalThis[name] = (work, wait = 0, ...more) => {
    const timer = real(work, wait, ...more);
    if (name === "setInterval" || wait >= 1000) timer.unref();
    return timer;
  };
}

/** Runs what waits for the next frame, and what that asks for in turn. */
export function paint() {
  for (let left = 20; frames.size && left; left -= 1) {
    const now = [...frames.values()];
    frames.clear();
    for (const work of now) work();
  }
}

/** Lets promises that are already decided take their course, and paints. */
export async function settle(times = 4) {
  for (let left = times; left; left -= 1) await new Promise((resolve) => setImmediate(resolve));
  paint();
}

/** An empty page with a place to draw in. */
export function stage() {
  const main = document.createElement("main");
  document.body.replaceChildren(main);
  return main;
}

/** The text of an element as a reader would say it. */
export function text(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}

/** The one element that is found; a test that finds none or several is wrong or has found a mistake. */
export function only(root, selector) {
  const all = [...root.querySelectorAll(selector)];
  if (all.length !== 1) throw new Error(`${all.length} elements for ${selector} in ${root.innerHTML.slice(0, 600)}`);
  return all[0];
}

/** A button by its label. */
export function button(root, label) {
  const all = [...root.querySelectorAll("button")].filter((one) => (one.getAttribute("aria-label") ?? text(one)) === label);
  if (all.length !== 1) throw new Error(`${all.length} buttons ${label} in ${root.innerHTML.slice(0, 600)}`);
  return all[0];
}

export function click(root, label) {
  button(root, label).click();
}

/** Types as a person would: the value, then the event. */
export function type(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

afterEach(() => {
  document.body.replaceChildren();
  frames.clear();
  localStorage.clear();
  history.replaceState(null, "", "#/overview");
});
