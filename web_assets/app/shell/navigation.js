/** The list of pages: at the side of a desk's screen, at the bottom of a phone's, where the rarer ones are behind "More". */

import { h } from "../dom/h.js";
import { icon, mark } from "../dom/icons.js";
import { iconButton } from "../dom/parts.js";

/** @typedef {import("../pages/page.js").Page} Page */

/** @param {Record<string, Page>} pages */
export function buildNavigation(pages) {
  const links = Object.entries(pages).map(([name, page]) => navLink(name, page, page.first ? "first" : "rest"));
  const more = h("button", { class: "nav-link nav-more", type: "button", "aria-haspopup": "dialog", on: { click: () => showMore(pages, more) } }, icon("more"), h("span", null, "More"));
  const brand = h("a", { class: "brand", href: "#/overview", "aria-label": "ProxLB, overview" }, mark(), h("span", null, "Prox", h("b", null, "LB")));
  const nav = h("nav", { class: "nav", "aria-label": "Pages" }, brand, h("div", { class: "nav-links" }, ...links, more));
  return { nav, links, more };
}

/** @typedef {ReturnType<typeof buildNavigation>} Navigation */

/**
 * @param {string} name
 * @param {Page} page
 * @param {string} place
 */
function navLink(name, page, place) {
  return h("a", { class: `nav-link nav-${place}`, href: `#/${name}`, "data-page": name }, icon(page.symbol), h("span", null, page.nav ?? page.title));
}

/**
 * @param {Record<string, Page>} pages
 * @param {HTMLElement} opener
 */
function showMore(pages, opener) {
  const here = location.hash.split(/[?]/)[0];
  const rest = Object.entries(pages).filter(([, page]) => !page.first);
  const links = rest.map(([name, page]) => {
    const link = navLink(name, page, "sheet");
    if (`#/${name}` === here) link.setAttribute("aria-current", "page");
    return link;
  });
  const end = () => sheet.close();
  const sheet = h("dialog", { class: "sheet", "aria-label": "More pages" }, h("nav", { class: "sheet-links", "aria-label": "More pages" }, ...links), iconButton("close", "Close", end));
  // Anywhere beside the links: the backdrop belongs to the dialog.
  sheet.addEventListener("click", end);
  addEventListener("hashchange", end, { once: true });
  sheet.addEventListener("close", () => {
    removeEventListener("hashchange", end);
    sheet.remove();
    opener.focus({ preventScroll: true });
  });
  document.body.append(sheet);
  sheet.showModal();
}

/**
 * @param {Navigation} navigation
 * @param {string} name
 */
export function markPage({ links, more }, name) {
  let behind = false;
  for (const link of links) {
    const current = link.dataset.page === name;
    behind ||= current && link.classList.contains("nav-rest");
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  more.classList.toggle("here", behind);
}

/**
 * @param {Navigation} navigation
 * @param {boolean} running
 */
export function markRunning({ links, more }, running) {
  for (const link of [...links.filter((one) => one.dataset.page === "runs"), more]) {
    const dot = link.querySelector(".nav-dot");
    if (running && !dot) link.append(h("i", { class: "nav-dot", role: "img", "aria-label": "a run is under way" }));
    if (!running) dot?.remove();
  }
}
