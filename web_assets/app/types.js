/**
 * The shapes of docs/api.md, and what every page is given, for the type checker only: no page loads this module.
 *
 * drawn by `make docs`:
 * @typedef {{code: string, message: string, hint: string, id: string, etag?: string, diff?: Record<string, any>[],
 *             problems?: Record<string, any>[]}} ErrorBody
 * @typedef {{key: string, title: string, help: string, kind: string, value: any, set: boolean, default: any,
 *             unit: string, minimum: number|null, maximum: number|null, choices: string[], optional: boolean,
 *             in_plan: boolean, note: string}} BalancingKey
 * @typedef {{as_of: string, age_seconds: number, seq: number, path: string, etag: string,
 *             items: BalancingKey[]}} Balancing
 * @typedef {{allowed: boolean, reason: string}} Writable
 * @typedef {{path: string[], title: string, type: string, default: any, choices: string[], minimum: number|null,
 *             maximum: number|null, unit: string, help: string, since: string|null}} SettingsField
 * @typedef {{severity: string, code: string, path: string[], line: number|null, column: number|null, message: string,
 *             hint: string, suggestion: string|null}} Problem
 * @typedef {{kind: string, old: number|null, new: number|null, text: string}} DiffLine
 * @typedef {{changed: boolean, backup: string|null, in_place: boolean, notes: string[], diff: DiffLine[]}} Saved
 * @typedef {{path: string, etag: string, writable: Writable, values: Record<string, any>|null,
 *             fields: SettingsField[], problems: Problem[], accepted: boolean, saved?: Saved}} SettingsView
 * @typedef {{}} BalancingBody
 * @typedef {{as_of: string, age_seconds: number, node: string|null, method: string, mode: string,
 *             percent: number|null, answered_by: string, sentence: string}} BestNode
 * @typedef {{path: string[], value?: any, remove?: boolean}} Change
 * @typedef {{changes: Change[]}} ChangesBody
 * @typedef {{id: string, saved_at: string, size_bytes: number, etag: string}} BackupRow
 * @typedef {{as_of: string, age_seconds: number, seq: number, items: BackupRow[]}} Backups
 * @typedef {{id: string, saved_at: string, size_bytes: number, etag: string, text: string, problems: Problem[],
 *             accepted: boolean, diff: DiffLine[]}} Backup
 * @typedef {{accepted: boolean, stale: boolean, changed: boolean, etag: string, problems: Problem[],
 *             diff: DiffLine[], notes: string[], text: string|null, values: Record<string, any>|null}} SettingsPreview
 * @typedef {{text?: string, changes?: Change[], etag?: string|null}} CheckBody
 * @typedef {{path: string, etag: string, text: string, problems: Problem[], accepted: boolean}} SettingsText
 * @typedef {{text: string, changes?: Change[]}} TextBody
 * @typedef {{text: string, kind: string, value: string, color: string|null}} Tag
 * @typedef {{would: string, reason: string, sentence: string, target: string|null}} Why
 * @typedef {{vmid: number, name: string, type: string, status: string, node: string, cpu_percent: number|null,
 *             cpu_cores: number|null, memory_bytes: number|null, memory_total_bytes: number|null,
 *             memory_percent: number|null, disk_bytes: number|null, disk_total_bytes: number|null,
 *             disk_percent: number|null, started_at: string|null, pool: string|null, ha_state: string|null,
 *             lock: string|null, template: boolean, tags: Tag[], ignored: boolean, ignored_by: string|null,
 *             pinned_to: string[], pin_strict: boolean, rules: string[], score: number|null, why: Why|null}} Guest
 * @typedef {{as_of: string, age_seconds: number, seq: number, items: Guest[]}} Guests
 * @typedef {{status: string}} Alive
 * @typedef {{cursor: string, time: string, level: string, kind: string, text: string}} LogLine
 * @typedef {{as_of: string, age_seconds: number, items: LogLine[], more: boolean, gap: boolean}} LogPage
 * @typedef {{by: string, id?: string, started_at?: string|null, user?: string}} MigrationRun
 * @typedef {{id: string, vmid: number, guest: string, type: string, source: string, target: string|null,
 *             started_at: string, ended_at: string|null, state: string, reason: string, ha: boolean, user: string,
 *             progress_percent: number|null, run: MigrationRun}} Migration
 * @typedef {{as_of: string, age_seconds: number, seq: number, items: Migration[], note?: string}} Migrations
 * @typedef {{lines: string[], next: number}} TaskLog
 * @typedef {{used: number|null, assigned: number|null, total: number|null, used_percent: number|null,
 *             assigned_percent: number|null}} Share
 * @typedef {{vm: number, ct: number, running: number}} NodeGuests
 * @typedef {{some_percent: number, full_percent: number}} Pressure
 * @typedef {{open: boolean, empties_at: string, begins_at: string, ends_at: string}} Window
 * @typedef {{entries: string[], skipped: string[], duration_hours: number, pre_migration_minutes: number,
 *             window: Window|null}} NodeSchedule
 * @typedef {{name: string, status: string, version: string|null, uptime_seconds: number|null, ha_state: string|null,
 *             cpu: Share, memory: Share, disk: Share, reserved_memory_bytes: number, guests: NodeGuests,
 *             pressure: Record<string, Pressure>, maintenance: string[], ignored: boolean,
 *             schedule: NodeSchedule|null}} Node
 * @typedef {{as_of: string, age_seconds: number, seq: number, items: Node[]}} Nodes
 * @typedef {{vmid: number, guest: string, type: string, source: string, target: string, reason: string,
 *             sentence: string, memory_bytes: number, ha: boolean, notes: string[]}} Leaving
 * @typedef {{vmid: number, guest: string, type: string, node: string, reason: string, sentence: string,
 *             target: string|null, running: boolean, remedy: string}} Staying
 * @typedef {{used_percent: number|null, assigned_percent: number|null}} PlanShare
 * @typedef {{cpu: PlanShare, memory: PlanShare, disk: PlanShare, guests: number}} PlanLoads
 * @typedef {{name: string, state: string, before: PlanLoads|null, after: PlanLoads|null}} PlanNode
 * @typedef {{code: string, message: string, node: string|null, guest: string|null, percent: number|null}} PlanWarning
 * @typedef {{spread_percent: number|null, highest: string|null, highest_percent: number|null, lowest: string|null,
 *             lowest_percent: number|null, score: number|null}} Spread
 * @typedef {{before: Spread|null, after: Spread|null, allowed_percent: number|null, threshold_percent: number|null,
 *             explanation: string}} PlanBalance
 * @typedef {{as_of: string, age_seconds: number, node: string, enabled: boolean, summary: string, etag: string,
 *             leaves: Leaving[], stays: Staying[], others: Leaving[], nodes: PlanNode[], warnings: PlanWarning[],
 *             assumptions: string[], still: string[], method: string, mode: string, balance: PlanBalance}} Evacuation
 * @typedef {{id: string, action: string, state: string, started_at: string, ended_at: string|null, message: string,
 *             hint: string}} ActionTask
 * @typedef {{action: string|null, task: ActionTask|null, message: string, hint: string}} Applied
 * @typedef {{path: string, etag: string, writable: Writable, values: Record<string, any>|null,
 *             fields: SettingsField[], problems: Problem[], accepted: boolean, saved?: Saved,
 *             applied: Applied}} Switched
 * @typedef {{enabled: boolean, apply: string}} SwitchBody
 * @typedef {{schedules: string[], duration_hours?: number|null, pre_migration_minutes?: number|null,
 *             apply: string}} ScheduleBody
 * @typedef {{state: string, message: string, hint: string, host: string, since: string, last_success_at: string|null,
 *             retry_at: string|null, interval_seconds: number}} Connection
 * @typedef {{name: string|null, quorate: boolean|null, version: string|null}} ClusterName
 * @typedef {{state: string, title: string, detail: string}} Health
 * @typedef {{method: string, figure: string, spread_percent: number|null, highest: string|null,
 *             highest_percent: number|null, lowest: string|null, lowest_percent: number|null, score: number|null,
 *             allowed_percent: number|null, explanation: string, active: boolean}} MethodSpread
 * @typedef {{enabled: boolean, method: string, mode: string, allowed_percent: number, threshold_percent: number|null,
 *             types: string[], methods: MethodSpread[]}} Balance
 * @typedef {{total: number, online: number, offline: number, maintenance: number, ignored: number}} NodeCounts
 * @typedef {{total: number, vm: number, ct: number, running: number, stopped: number, other: number, ignored: number,
 *             pinned: number}} GuestCounts
 * @typedef {{nodes: NodeCounts, guests: GuestCounts}} Counts
 * @typedef {{last_run_ended_at: string|null, next_run_at: string|null, running: boolean|null,
 *             run_started_at: string|null, last_result: string|null}} Schedule
 * @typedef {{code: string, severity: string, title: string, detail: string, hint: string, link: string}} Warning
 * @typedef {{as_of: string, age_seconds: number, seq: number, connection: Connection, cluster: ClusterName,
 *             health: Health, balance: Balance|null, counts: Counts|null, schedule: Schedule,
 *             warnings: Warning[]}} OverviewAnswer
 * @typedef {{vmid: number, guest: string, type: string, source: string, target: string, reason: string,
 *             sentence: string, memory_bytes: number}} PlanMove
 * @typedef {{vmid: number, guest: string, type: string, node: string, reason: string, sentence: string,
 *             target: string|null}} PlanStay
 * @typedef {{reason: string, title: string, count: number}} StayCount
 * @typedef {{as_of: string, age_seconds: number, what_if: boolean, enabled: boolean, method: string, mode: string,
 *             summary: string, trigger: string, triggers: string[], trigger_sentence: string, balance: PlanBalance,
 *             moves: PlanMove[], stays: PlanStay[], stay_reasons: StayCount[], nodes: PlanNode[],
 *             best_node: string|null, hot_nodes: string[], hot_guests: string[], warnings: PlanWarning[],
 *             assumptions: string[]}} Plan
 * @typedef {{add?: string[], remove?: string[]}} TagChange
 * @typedef {{settings?: Record<string, any>, tags?: Record<string, TagChange>, nodes?: Record<string, string>,
 *             pins?: Record<string, string[]>}} PlanBody
 * @typedef {{state: string, restart_in_seconds: number|null, restarts: number, error: string}} Task
 * @typedef {{status: string, loops: Record<string, string>, tasks: Record<string, Task>}} Ready
 * @typedef {{name: string, usable: boolean, note: string}} RuledNode
 * @typedef {{name: string, type: string, node: string, status: string, seen: boolean}} RuledGuest
 * @typedef {{id: string, kind: string, origin: string, name: string, comment: string, members: number[],
 *             nodes: string[], strict: boolean, state: string, sentence: string, breaking_nodes: string[],
 *             breaking_guests: number[], followed: string, notes: string[]}} Rule
 * @typedef {{id: string, kind: string, severity: string, title: string, cause: string, remedy: string,
 *             guests: number[], rules: string[], commands: string[]}} Conflict
 * @typedef {{as_of: string, age_seconds: number, seq: number, nodes: RuledNode[], guests: Record<string, RuledGuest>,
 *             rules: Rule[], conflicts: Conflict[], unread: string[]}} RulesAnswer
 * @typedef {{done: number, total: number|null, unit: string, item: string}} Progress
 * @typedef {{id: string, kind: string, state: string, cancelling: boolean, started_at: string, ended_at: string|null,
 *             progress: Progress|null, message: string, hint: string, exit_code: number|null, moves: number|null,
 *             differences: number|null, migrated: number|null, failed: number|null, best_node: string|null}} Run
 * @typedef {{as_of: string, age_seconds: number, items: Run[], seq?: number, note?: string}} Runs
 * @typedef {{guest: string, vmid: number|null, type: string|null, source: string, target: string, executed: boolean,
 *             reason: string|null, comparison: string|null, planned_target: string|null}} RunMove
 * @typedef {{guest: string, vmid: number|null, type: string, source: string, target: string, state: string,
 *             reason: string, started_at: string|null, ended_at: string|null, ha: boolean,
 *             upid: string|null}} RunMigration
 * @typedef {{name: string, maintenance: boolean, cpu_percent: number|null, memory_percent: number|null,
 *             disk_percent: number|null}} ProjectedNode
 * @typedef {{guests: number, nodes: number, affinity_groups: number, anti_affinity_groups: number,
 *             document: string}} RunSummary
 * @typedef {{moves: RunMove[], migrations: RunMigration[], nodes: ProjectedNode[], summary: RunSummary|null,
 *             best_node: string|null}} RunResult
 * @typedef {{agree: number, differ: number, solver_only: number, proxlb_only: number}} Agreement
 * @typedef {{mode: string, status: string, message: string, consequence: string, migrations: number|null,
 *             steps: number|null, milliseconds: number|null, agreement: Agreement|null, blocking: string[],
 *             nowhere: string[], arrived: number|null, missed: string[], resolves: number, fallback: string|null,
 *             warnings: string[], file: string, unread: string}} SolverReport
 * @typedef {{id: string, kind: string, state: string, cancelling: boolean, started_at: string, ended_at: string|null,
 *             progress: Progress|null, message: string, hint: string, exit_code: number|null, moves: number|null,
 *             differences: number|null, migrated: number|null, failed: number|null, best_node: string|null,
 *             elapsed_seconds: number, overrides: Record<string, any>, last_words: string[], result: RunResult|null,
 *             solver: SolverReport|null}} RunDetail
 * @typedef {{run: RunDetail}} RunAnswer
 * @typedef {{kind: string, overrides?: Record<string, any>|null}} RunBody
 * @typedef {{action: string, allowed: boolean, reason: string}} ActionOffer
 * @typedef {{name: string, value: string}} Detail
 * @typedef {{name: string, allowed: boolean, reason: string}} Capability
 * @typedef {{as_of: string, age_seconds: number, seq: number, runtime: string, state: string, since: string|null,
 *             version: string|null, pid: number|null, exit_code: number|null, message: string, hint: string,
 *             last_lines: string[], actions: ActionOffer[], details: Detail[], capabilities: Capability[],
 *             schedule: Schedule, task: ActionTask|null}} ServiceAnswer
 * @typedef {{task: ActionTask}} TaskAnswer
 * @typedef {{auth: string, signed_in: boolean, read_only: boolean, version: string, build: string}} Session
 * @typedef {{token: string}} SignInBody
 * @typedef {{id: string, title: string, state: string, looked_for: string, message: string, hint: string,
 *             fix: string}} SetupItem
 * @typedef {{as_of: string, age_seconds: number, seq: number, items: SetupItem[]}} Setup
 * @typedef {{connection: Connection, cluster: ClusterName, health: Health, balance: Balance|null,
 *             counts: Counts|null, schedule: Schedule, warnings: Warning[]}} Overview
 * @typedef {{runtime: string, state: string, since: string|null, version: string|null, pid: number|null,
 *             exit_code: number|null, message: string, hint: string, last_lines: string[], actions: ActionOffer[],
 *             details: Detail[], capabilities: Capability[], schedule: Schedule, task: ActionTask|null}} Service
 * @typedef {{nodes: RuledNode[], guests: Record<string, RuledGuest>, rules: Rule[], conflicts: Conflict[],
 *             unread: string[]}} RuleBook
 * @typedef {{path: string|null, etag: string|null, readable: boolean, message: string}} SettingsTopic
 *
 * written by hand:
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
