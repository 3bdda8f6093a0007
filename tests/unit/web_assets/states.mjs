// What the server would have said: rows and documents in the shapes of docs/api.md, and an app to draw them with.

import { Store } from "../../../web_assets/app/state/store.js";
import { Router } from "../../../web_assets/app/router.js";

/** Names that try to be markup, to turn the reading direction, to hide, and to be too long. */
export const HOSTILE = ['<img src=x onerror="alert(1)">', "\u202Egnp.exe\u0000", "'\"><script>alert(1)</script>", `a${"b".repeat(300)}`];

const AT = "2026-03-02T12:00:00Z";
const share = (used) => ({ used, assigned: used, total: 100, used_percent: used, assigned_percent: used });

export const node = (name = "pve1", more = {}) => ({
  name, status: "online", version: "9.1", uptime_seconds: 3600, ha_state: null, cpu: share(10), memory: share(40), disk: share(20), reserved_memory_bytes: 0,
  guests: { vm: 2, ct: 1, running: 2 }, maintenance: [], ignored: false, pressure: {}, schedule: null, ...more,
});

export const guest = (vmid = 100, more = {}) => ({
  vmid, name: `web-${vmid}`, type: "vm", status: "running", node: "pve1", cpu_percent: 3, cpu_cores: 2, memory_bytes: 2 ** 30, memory_total_bytes: 2 ** 31,
  memory_percent: 50, disk_bytes: null, disk_total_bytes: 2 ** 33, disk_percent: null, started_at: AT, pool: null, ha_state: null, lock: null, template: false,
  tags: [], ignored: false, ignored_by: null, pinned_to: [], score: null, why: null, pin_strict: true, rules: [], ...more,
});

export const migration = (id = "UPID:1", more = {}) => ({
  id, vmid: 100, guest: "web-100", type: "vm", source: "pve1", target: "pve2", started_at: AT, ended_at: "2026-03-02T12:01:30Z", state: "ok", reason: "", ha: false,
  user: "root@pam", progress_percent: null, run: { by: "user" }, ...more,
});

const schedule = { last_run_ended_at: AT, next_run_at: "2026-03-02T13:00:00Z", running: false, run_started_at: null, last_result: "ok" };

export const overview = (more = {}) => ({
  connection: { state: "ok", message: "", hint: "", host: "pve1:8006", since: AT, last_success_at: AT, retry_at: null, interval_seconds: 10 },
  cluster: { name: "lab", quorate: true, version: "9.1" },
  health: { state: "unbalanced", title: "3 moves pending", detail: "Memory spread 22 % of 10 % allowed" },
  balance: {
    enabled: true, method: "memory", mode: "used", allowed_percent: 10, threshold_percent: null, types: ["vm", "ct"],
    methods: ["memory", "cpu", "disk"].map((method) => ({ method, figure: "used", spread_percent: 22, highest: "pve1", lowest: "pve2", active: method === "memory", score: 78, explanation: "100 minus the spread" })),
  },
  counts: { nodes: { online: 2, total: 3, offline: 1 }, guests: { running: 12, total: 14, vm: 10, ct: 4, ignored: 1, pinned: 2 } },
  schedule, warnings: [], ...more,
});

export const service = (more = {}) => ({
  runtime: "docker", state: "running", since: AT, version: "2.3.0", pid: 7, exit_code: null, message: "", hint: "", last_lines: [],
  actions: ["start", "stop", "restart", "reload"].map((action) => ({ action, allowed: action !== "start", reason: action === "start" ? "ProxLB runs already." : "" })),
  details: [{ name: "Container", value: "proxlb" }], capabilities: [{ name: "run-engine", allowed: true, reason: "" }], schedule, task: null, ...more,
});

export const run = (id = "r1", more = {}) => ({
  id, kind: "dry-run", state: "done", cancelling: false, started_at: AT, ended_at: "2026-03-02T12:00:20Z", progress: null, message: "3 guests would move.", hint: "",
  exit_code: 0, moves: 3, differences: 0, migrated: null, failed: null, best_node: null, ...more,
});

const loads = (used) => ({ cpu: { used_percent: used, assigned_percent: used }, memory: { used_percent: used, assigned_percent: used }, disk: { used_percent: used, assigned_percent: used }, guests: 3 });

export const plan = (more = {}) => ({
  as_of: AT, what_if: false, enabled: true, method: "memory", mode: "used", summary: "One guest would move.", trigger: "spread", trigger_sentence: "The spread is 22 %, 10 % is allowed.",
  balance: { allowed_percent: 10, threshold_percent: null, explanation: "Highest used memory minus lowest." },
  moves: [{ vmid: 100, guest: "web-100", type: "vm", source: "pve1", target: "pve2", reason: "resources", sentence: "Highest used memory on pve1", memory_bytes: 2 ** 30 }],
  stays: [{ vmid: 101, guest: "db-101", type: "vm", node: "pve1", reason: "pin", sentence: "Stays: pinned to pve1", target: null }],
  stay_reasons: [{ reason: "pin", title: "Pinned", count: 1 }],
  nodes: [{ name: "pve1", state: "online", before: loads(60), after: loads(50) }, { name: "pve2", state: "online", before: loads(38), after: loads(48) }],
  best_node: "pve2", warnings: [], assumptions: [], ...more,
});

export const rule = (id = "affinity/tag/web", more = {}) => ({
  id, kind: "affinity", origin: "tag", name: "web", comment: "", members: [100, 101], nodes: [], strict: true, state: "violated", sentence: "web-100 and web-101 are apart.",
  breaking_nodes: ["pve2"], breaking_guests: [101], followed: "yes", notes: [], ...more,
});

export const ruleBook = (more = {}) => ({
  nodes: [{ name: "pve1", usable: true, note: "" }, { name: "pve2", usable: true, note: "" }],
  guests: { 100: { name: "web-100", type: "vm", node: "pve1", status: "running", seen: true }, 101: { name: "web-101", type: "vm", node: "pve2", status: "running", seen: true } },
  rules: [rule()], conflicts: [], unread: [], ...more,
});

export const item = (key = "balanciness", more = {}) => ({
  key, title: key, help: "What it does.", kind: "integer", value: 10, set: true, default: 10, unit: "%", minimum: 0, maximum: 100, choices: [], optional: false, in_plan: true, note: "", ...more,
});

export const field = (path, more = {}) => ({ path, type: "integer", default: 10, choices: [], minimum: 0, maximum: 100, unit: "%", help: "What it does.", since: null, ...more });

export const config = (more = {}) => ({
  path: "/etc/proxlb/proxlb.yaml", etag: "e1", values: { balancing: { balanciness: 10 }, proxmox_api: { pass: { set: true } } },
  fields: [field(["balancing", "balanciness"]), field(["proxmox_api", "pass"], { type: "secret", default: null })], problems: [], accepted: true, writable: { allowed: true, reason: "" }, ...more,
});

export const session = (more = {}) => ({ auth: "none", signed_in: true, read_only: false, version: "0.1.0", build: "b", ...more });

export const ready = (data) => ({ status: "ready", data, error: null, asOf: Date.parse(AT), seq: 1 });
export const loading = () => ({ status: "loading", data: null, error: null, asOf: 0, seq: -1 });
export const failed = (error = { code: "unavailable", message: "No node answers.", hint: "Look at the network.", id: "a1b2" }) => ({ status: "error", data: null, error, asOf: 0, seq: -1 });
export const rows = (key, ...all) => new Map(all.map((one) => [String(one[key]), one]));

const PAGES = ["overview", "nodes", "guests", "rules", "balancing", "migrations", "runs", "logs", "settings", "service"];

/**
 * What a page is given. Answers are by path without its query; a function is called with the path, an Error is thrown.
 *
 * @param {Record<string, any>} slices of the store
 * @param {Record<string, any>} answers
 */
export function appWith(slices = {}, answers = {}) {
  const store = new Store();
  for (const [name, value] of Object.entries({ session: session(), ...slices })) store.update(name, value);
  const asked = [];
  const answerTo = async (method, path, body, options) => {
    asked.push([method, path, body, options]);
    const name = `${method === "GET" ? "" : `${method} `}${path.split("?")[0]}`;
    if (!(name in answers)) throw Object.assign(new Error(`no answer to ${name}`), { code: "internal", hint: "" });
    const answer = typeof answers[name] === "function" ? await answers[name](body, path) : answers[name];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const done = [];
  const act = (name) => (...what) => (done.push([name, ...what]), Promise.resolve(null));
  return {
    store, asked, done, answers,
    router: new Router(PAGES),
    live: { want: act("want") },
    read: (path) => answerTo("GET", path),
    write: (path, body, options = {}) => answerTo(options.method ?? "POST", path, body, options),
    actions: { ask: act("ask"), follow: act("follow"), dismiss: act("dismiss") },
    runs: { start: async (kind, settings) => (done.push(["start", kind, settings]), "r9"), cancel: act("cancel"), dismiss: act("dismissRun") },
    signOut: act("signOut"),
  };
}
