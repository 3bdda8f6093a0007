/**
 * The shapes of docs/api.md, and what every page is given, for the type checker only: no page loads this module.
 *
 * @typedef {{code: string, message: string, hint: string, id: string}} ErrorBody
 * @typedef {{used: number|null, assigned: number|null, total: number|null, used_percent: number|null,
 *            assigned_percent: number|null}} Share
 * @typedef {{name: string, status: string, version: string|null, uptime_seconds: number|null, ha_state: string|null,
 *            cpu: Share, memory: Share, disk: Share, reserved_memory_bytes: number|null,
 *            guests: {vm: number, ct: number, running: number}, maintenance: string[], ignored: boolean,
 *            pressure: Record<string, {some_percent: number, full_percent: number}>, schedule: NodeSchedule|null}} Node
 * @typedef {{entries: string[], skipped: string[], duration_hours: number, pre_migration_minutes: number,
 *            window: {open: boolean, empties_at: string, begins_at: string, ends_at: string}|null}} NodeSchedule
 * @typedef {{text: string, kind: string, value: string, color: string|null}} Tag
 * @typedef {{vmid: number, name: string, type: string, status: string, node: string, cpu_percent: number|null,
 *            cpu_cores: number|null, memory_bytes: number|null, memory_total_bytes: number|null,
 *            memory_percent: number|null, disk_bytes: number|null, disk_total_bytes: number|null,
 *            disk_percent: number|null, started_at: string|null, pool: string|null, ha_state: string|null,
 *            lock: string|null, template: boolean, tags: Tag[], ignored: boolean, ignored_by: string|null,
 *            pinned_to: string[], score: number|null,
 *            why: {would: string, reason: string, sentence: string, target: string|null}|null, pin_strict: boolean, rules: string[]}} Guest
 * @typedef {{id: string, vmid: number, guest: string, type: string, source: string, target: string|null,
 *            started_at: string, ended_at: string|null, state: string, reason: string, ha: boolean,
 *            user: string, progress_percent: number|null,
 *            run: {by: string, id?: string, started_at?: string, user?: string}}} Migration
 * @typedef {{state: string, message: string, hint: string, host: string, since: string|null,
 *            last_success_at: string|null, retry_at: string|null, interval_seconds: number}} Connection
 * @typedef {{method: string, figure: string, spread_percent: number|null, highest: string|null, lowest: string|null,
 *            active: boolean, score: number|null, explanation: string}} MethodSpread
 * @typedef {{enabled: boolean, method: string, mode: string, allowed_percent: number, threshold_percent: number|null,
 *            types: string[], methods: MethodSpread[]}} Balance
 * @typedef {{last_run_ended_at: string|null, next_run_at: string|null, running: boolean|null,
 *            run_started_at: string|null, last_result: string|null}} Schedule
 * @typedef {{code: string, severity: string, title: string, detail: string, hint: string, link: string}} Warning
 * @typedef {{connection: Connection, cluster: {name: string|null, quorate: boolean|null, version: string|null},
 *            health: {state: string, title: string, detail: string}, balance: Balance|null,
 *            counts: {nodes: Record<string, number>, guests: Record<string, number>}, schedule: Schedule,
 *            warnings: Warning[]}} Overview
 * @typedef {{id: string, action: string, state: string, started_at: string, ended_at: string|null, message: string,
 *            hint: string}} ActionTask
 * @typedef {{action: string, allowed: boolean, reason: string}} ActionOffer
 * @typedef {{runtime: string, state: string, since: string|null, version: string|null, pid: number|null,
 *            exit_code: number|null, message: string, hint: string, last_lines: string[], actions: ActionOffer[],
 *            details: {name: string, value: string}[], capabilities: Capability[],
 *            schedule: Schedule, task: ActionTask|null}} Service
 * @typedef {{name: string, allowed: boolean, reason: string}} Capability
 * @typedef {{used_percent: number|null, assigned_percent: number|null}} PlanShare
 * @typedef {{cpu: PlanShare, memory: PlanShare, disk: PlanShare, guests: number}} PlanLoads
 * @typedef {{name: string, state: string, before: PlanLoads|null, after: PlanLoads|null}} PlanNode
 * @typedef {{vmid: number, guest: string, type: string, source: string, target: string, reason: string, sentence: string,
 *            memory_bytes: number}} PlanMove
 * @typedef {{vmid: number, guest: string, type: string, node: string, reason: string, sentence: string,
 *            target: string|null}} PlanStay
 * @typedef {{as_of: string, what_if: boolean, enabled: boolean, method: string, mode: string, summary: string,
 *            trigger: string, trigger_sentence: string,
 *            balance: {allowed_percent: number|null, threshold_percent: number|null, explanation: string},
 *            moves: PlanMove[], stays: PlanStay[], stay_reasons: {reason: string, title: string, count: number}[],
 *            nodes: PlanNode[], best_node: string|null,
 *            warnings: {code: string, message: string, node: string|null, guest: string|null}[],
 *            assumptions: string[]}} Plan
 * @typedef {PlanMove & {ha: boolean, notes: string[]}} Leaving
 * @typedef {PlanStay & {running: boolean, remedy: string}} Staying
 * @typedef {{node: string, enabled: boolean, as_of: string, summary: string, etag: string, leaves: Leaving[], stays: Staying[],
 *            others: Leaving[], nodes: PlanNode[], warnings: Plan["warnings"], assumptions: string[], still: string[],
 *            method: string, mode: string, balance: Plan["balance"]}} Evacuation
 * @typedef {{id: string, title: string, state: string, looked_for: string, message: string, hint: string,
 *            fix: string}} SetupItem
 * @typedef {{cursor: string, time: string, level: string, kind: string, text: string}} LogLine
 * @typedef {{id: string, kind: string, state: string, cancelling: boolean, started_at: string, ended_at: string|null,
 *            progress: {done: number, total: number|null, unit: string, item: string}|null, message: string,
 *            hint: string, exit_code: number|null, moves: number|null, differences: number|null,
 *            migrated: number|null, failed: number|null, best_node: string|null}} Run
 * @typedef {{guest: string, vmid: number|null, type: string|null, source: string, target: string, executed: boolean,
 *            reason: string|null, comparison: string|null, planned_target: string|null}} RunMove
 * @typedef {{guest: string, vmid: number|null, type: string, source: string, target: string, state: string,
 *            reason: string, started_at: string|null, ended_at: string|null, ha: boolean, upid: string|null}} RunMigration
 * @typedef {{name: string, maintenance: boolean, cpu_percent: number|null, memory_percent: number|null,
 *            disk_percent: number|null}} ProjectedNode
 * @typedef {{moves: RunMove[], migrations: RunMigration[], nodes: ProjectedNode[],
 *            summary: {guests: number, nodes: number, affinity_groups: number, anti_affinity_groups: number,
 *            document: string}|null, best_node: string|null}} RunResult
 * @typedef {{mode: string, status: string, message: string, consequence: string, migrations: number|null, steps: number|null,
 *            milliseconds: number|null, agreement: {agree: number, differ: number, solver_only: number, proxlb_only: number}|null,
 *            blocking: string[], nowhere: string[], arrived: number|null, missed: string[], resolves: number, fallback: string|null,
 *            warnings: string[], file: string, unread: string}} SolverReport
 * @typedef {Run & {elapsed_seconds: number, overrides: any, last_words: string[], result: RunResult|null,
 *            solver: SolverReport|null}} RunDetail
 * @typedef {{auth: string, signed_in: boolean, read_only: boolean, version: string, build: string}} Session
 *
 * @typedef {{name: string, type: string, node: string, status: string, seen: boolean}} RuledGuest
 * @typedef {{id: string, kind: string, origin: string, name: string, comment: string, members: number[],
 *            nodes: string[], strict: boolean, state: string, sentence: string, breaking_nodes: string[],
 *            breaking_guests: number[], followed: string, notes: string[]}} Rule
 * @typedef {{id: string, kind: string, severity: string, title: string, cause: string, remedy: string,
 *            guests: number[], rules: string[], commands: string[]}} Conflict
 * @typedef {{nodes: {name: string, usable: boolean, note: string}[], guests: Record<number, RuledGuest>,
 *            rules: Rule[], conflicts: Conflict[], unread: string[]}} RuleBook
 *
 * @typedef {"overview"|"nodes"|"guests"|"migrations"|"rules"|"service"|"runs"|"settings"} Topic
 * @typedef {{status: "loading"|"ready"|"error", data: any, error: import("./api/http.js").ApiError|null,
 *            asOf: number, seq: number}} TopicState
 *
 * @typedef {{store: import("./state/store.js").Store, live: import("./state/live.js").LiveData,
 *            router: import("./router.js").Router, read: (path: string) => Promise<any>,
 *            write: (path: string, body?: any, options?: any) => Promise<any>,
 *            actions: import("./shared/service_control/actions.js").ServiceActions,
 *            runs: import("./shared/run/actions.js").RunActions, signOut: () => Promise<void>}} App
 */

export {};
