/** Addresses after the #, because the page works below any base path: "#/guests?status=running". */

/** @typedef {{name: string, params: URLSearchParams}} Route */

/**
 * @param {string} hash
 * @param {string[]} names
 * @returns {Route|null} null: no such page
 */
export function parseRoute(hash, names) {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split(/\?(.*)/s);
  const name = path || names[0] || "";
  return names.includes(name) ? { name, params: new URLSearchParams(query) } : null;
}

/**
 * @param {string} name
 * @param {Record<string, string|number|null|undefined>|URLSearchParams} [params]
 */
export function routeHash(name, params = {}) {
  const query = new URLSearchParams();
  const entries = params instanceof URLSearchParams ? params.entries() : Object.entries(params);
  for (const [key, value] of entries) if (value !== "" && value !== null && value !== undefined) query.set(key, String(value));
  const text = query.toString();
  return `#/${name}${text ? `?${text}` : ""}`;
}

/**
 * A sign-in link carries the token where no server log sees it.
 *
 * @param {string} hash
 */
export function tokenIn(hash) {
  const match = /^#token=(.+)$/.exec(hash);
  if (!match) return null;
  try {
    return decodeURIComponent(match[1] ?? "");
  } catch {
    return match[1] ?? null;
  }
}

/** Dispatches "route" whenever the address names another page or other parameters. */
export class Router extends EventTarget {
  /** @param {string[]} names the first is home */
  constructor(names) {
    super();
    this.names = names;
    this.announce = this.announce.bind(this);
  }

  /** @returns {Route} */
  get route() {
    const home = this.names[0] ?? "";
    return parseRoute(location.hash, this.names) ?? { name: home, params: new URLSearchParams() };
  }

  start() {
    addEventListener("hashchange", this.announce);
    addEventListener("popstate", this.announce);
  }

  announce() {
    this.dispatchEvent(new CustomEvent("route"));
  }

  /**
   * @param {string} name
   * @param {Record<string, string|number|null|undefined>|URLSearchParams} [params]
   */
  go(name, params) {
    const hash = routeHash(name, params);
    if (hash === location.hash) return;
    history.pushState(null, "", hash);
    this.announce();
  }

  /**
   * Changes the parameters while the reader types: the Back button skips them.
   *
   * @param {Record<string, string|number|null|undefined>} changes
   */
  refine(changes) {
    const { name, params } = this.route;
    for (const [key, value] of Object.entries(changes)) {
      if (value === "" || value === null || value === undefined) params.delete(key);
      else params.set(key, String(value));
    }
    history.replaceState(history.state, "", routeHash(name, params));
    this.announce();
  }
}
