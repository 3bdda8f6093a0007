/**
 * Builds elements without markup strings (h, svg), and changes what is on the page into what is wanted (morph).
 * Text goes through text nodes only and styles through the CSSOM, which a strict CSP with Trusted Types allows.
 */

import { visible } from "../format/format.js";

/** @typedef {Node|string|number|null|undefined|false} Child */
/** @typedef {Child|Child[]} Children */
/**
 * @typedef {{on?: Record<string, (event: any) => void>, props?: Record<string, any>, style?: Record<string, string>,
 *            [attribute: string]: any}} Attributes
 */

// Kept on the elements, because listeners and properties cannot be read from an element, but morph must carry them over.
const HANDLERS = Symbol("handlers");
const PROPS = Symbol("props");
const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap|string} K
 * @param {K} tag
 * @param {Attributes|null} [attributes]
 * @param {...Children} children
 * @returns {K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : HTMLElement}
 */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes ?? {}, children);
}

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Children} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), attributes, children));
}

/**
 * @param {any} element
 * @param {Attributes} attributes
 * @param {Children[]} children
 */
function fill(element, attributes, children) {
  const { on, props, style, ...rest } = attributes;
  for (const [name, value] of Object.entries(rest)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries(style ?? {})) element.style.setProperty(name, value);
  if (on) listen(element, on);
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      // The one door through which text comes in: what hides or turns its neighbors is made visible here.
      element.append(child instanceof Node ? child : visible(String(child)));
    }
  }
  // After the children: a select can take a value only when its options are there.
  if (props) {
    element[PROPS] = props;
    Object.assign(element, props);
  }
  return element;
}

/**
 * The one listener of each type; the handler behind it is exchanged with every update, without listening anew.
 *
 * @param {any} event
 */
function dispatch(event) {
  event.currentTarget[HANDLERS]?.[event.type]?.(event);
}

/**
 * @param {any} element
 * @param {Record<string, (event: any) => void>} handlers
 */
function listen(element, handlers) {
  const known = element[HANDLERS] ?? {};
  element[HANDLERS] = handlers;
  for (const type of Object.keys(handlers)) if (!(type in known)) element.addEventListener(type, dispatch);
}

/**
 * Makes the children of an element equal to the wanted ones, keeping what is there already: focus, scroll
 * position and open details survive. A child with data-key is recognized wherever it moves to.
 *
 * @param {Element} parent
 * @param {...Children} wanted
 */
export function morph(parent, ...wanted) {
  const fragment = document.createDocumentFragment();
  for (const child of wanted.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      fragment.append(child instanceof Node ? child : String(child));
    }
  }
  morphChildren(parent, fragment);
}

/**
 * @param {Element} parent
 * @param {ParentNode} wanted
 */
function morphChildren(parent, wanted) {
  const staying = new Set(Array.from(wanted.childNodes, keyOf));
  const keyed = new Map();
  for (const child of Array.from(parent.children)) {
    const key = keyOf(child);
    if (key && staying.has(key)) keyed.set(key, child);
    else if (key) child.remove();
  }
  let current = parent.firstChild;
  for (const next of Array.from(wanted.childNodes)) {
    const key = keyOf(next);
    // What is in the way goes; moving the known element instead would cost it its focus and scroll position.
    while (key && keyed.has(key) && current && !keyOf(current)) {
      const stale = current;
      current = current.nextSibling;
      stale.remove();
    }
    const known = key ? keyed.get(key) : current && !keyOf(current) ? current : null;
    if (known && alike(known, next)) {
      if (known !== current) parent.insertBefore(known, current);
      morphNode(known, next);
      current = known.nextSibling;
    } else {
      parent.insertBefore(next, current);
    }
  }
  while (current) {
    const after = current.nextSibling;
    current.remove();
    current = after;
  }
}

/** @param {any} node text nodes have no dataset */
function keyOf(node) {
  return node.dataset?.key;
}

/**
 * @param {Node} one
 * @param {Node} other
 */
function alike(one, other) {
  return one.nodeType === other.nodeType && one.nodeName === other.nodeName;
}

/**
 * @param {any} old
 * @param {any} next
 */
function morphNode(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  morphAttributes(old, next);
  // Also when none is wanted any more: a handler of an earlier state must not act in this one.
  if (next[HANDLERS] || old[HANDLERS]) listen(old, next[HANDLERS] ?? {});
  // A custom element looks after its own children.
  if (!old.localName.includes("-")) morphChildren(old, next);
  if (next[PROPS]) assignChanged(old, next[PROPS]);
}

/**
 * @param {any} element
 * @param {Record<string, any>} props
 */
function assignChanged(element, props) {
  for (const [name, value] of Object.entries(props)) if (element[name] !== value) element[name] = value;
}

/**
 * What the reader decides, so that the renderer leaves it alone: an open section, and the text of a field. The value of
 * anything else, such as an option, is the renderer's. Style is compared as a whole, as the CSP forbids the attribute.
 *
 * @param {any} element
 * @param {string} attribute
 */
function isReaders(element, attribute) {
  return attribute === "style" || attribute === "open" || (attribute === "value" && element.localName === "input");
}

/**
 * @param {any} old
 * @param {any} next
 */
function morphAttributes(old, next) {
  for (const { name, value } of Array.from(next.attributes)) {
    if (!isReaders(old, name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of Array.from(old.attributes)) {
    if (!isReaders(old, name) && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  if (old.style && !old.localName.includes("-") && old.style.cssText !== next.style.cssText) {
    old.style.cssText = next.style.cssText;
  }
}
