/** The only module that fetches: JSON in, JSON out, and one kind of error. */

/** A request that did not work, in the words of docs/api.md. */
export class ApiError extends Error {
  /** @param {{code?: string, message?: string, hint?: string, id?: string, etag?: string, diff?: any[], problems?: any[]}} body */
  constructor(body) {
    super(body.message || "Something went wrong.");
    this.name = "ApiError";
    this.code = body.code ?? "internal";
    this.hint = body.hint ?? "";
    this.id = body.id ?? "";
    // What only refusals of settings carry.
    this.etag = body.etag ?? "";
    this.diff = body.diff ?? [];
    this.problems = body.problems ?? [];
  }
}

const TIMEOUT_MS = 20_000;
const UNREACHED = {
  code: "unreached",
  message: "The cockpit did not answer.",
  hint: "Check that proxlb-ui runs and that your network reaches it; this page keeps trying.",
};

/**
 * @param {string} path below api/v1, without a leading slash
 * @returns {URL}
 */
export function apiUrl(path) {
  return new URL(`api/v1/${path}`, document.baseURI);
}

/** @returns {string} a key for one click; crypto.randomUUID is missing on plain HTTP */
export function idempotencyKey() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @type {Map<string, {etag: string, body: any}>} */
const seen = new Map();
const SEEN_LIMIT = 16;

/** @param {string} path */
export async function read(path) {
  const known = seen.get(path);
  const response = await request(path, { headers: known ? { "If-None-Match": known.etag } : {} });
  if (response.status === 304 && known) return known.body;
  const body = await decode(response);
  const etag = response.headers.get("ETag");
  if (etag) {
    seen.delete(path);
    seen.set(path, { etag, body });
    if (seen.size > SEEN_LIMIT) seen.delete(seen.keys().next().value ?? "");
  }
  return body;
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @param {{method?: string, key?: string, etag?: string}} [options] etag: the version that is to be changed
 */
export async function write(path, body = {}, { method = "POST", key = "", etag = "" } = {}) {
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": "application/json" };
  if (key) headers["Idempotency-Key"] = key;
  if (etag) headers["If-Match"] = etag.startsWith('"') ? etag : `"${etag}"`;
  return decode(await request(path, { method, headers, body: JSON.stringify(body) }));
}

/**
 * @param {string} path
 * @param {RequestInit} init
 */
async function request(path, init) {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(apiUrl(path), { ...init, signal, credentials: "same-origin", cache: "no-store" });
  } catch (cause) {
    throw Object.assign(new ApiError(UNREACHED), { cause });
  }
}

/** @param {Response} response */
async function decode(response) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  throw new ApiError(
    body?.error ?? {
      code: "internal",
      message: `The cockpit gave an answer this page cannot read (HTTP ${response.status}).`,
      hint: "If a proxy stands between, check what it does with this address.",
    },
  );
}
