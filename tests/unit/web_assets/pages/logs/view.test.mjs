/** The Logs page: it follows only at the end, never moves while paused, and says what was left out. */

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { click, only, paint, settle, stage, text, type } from "../../dom.mjs";
import { FakeWebSocket } from "../../fakes.mjs";
import { appWith } from "../../states.mjs";
import { h } from "../../../../../web_assets/app/dom/h.js";
import "../../../../../web_assets/app/elements/plb-toasts.js";
import { logsView } from "../../../../../web_assets/app/pages/logs/logs.js";

const line = (number, more = {}) => ({ cursor: String(number), time: "2026-03-02T12:00:00Z", level: "INFO", kind: "record", text: `line ${number}`, ...more });
const lines = (from, to) => Array.from({ length: to - from }, (_, at) => line(from + at));
let leave = () => {};

afterEach(() => leave());

async function page(answers = {}, address = "#/logs") {
  const main = stage();
  document.body.append(h("plb-toasts", null));
  history.replaceState(null, "", address);
  FakeWebSocket.all = [];
  globalThis.WebSocket = FakeWebSocket;
  const app = appWith({}, answers);
  app.router.addEventListener("route", () => app.store.update("route", app.router.route));
  leave = logsView.mount(main, app);
  await settle();
  const socket = FakeWebSocket.last;
  socket.open();
  const send = async (items, more = {}) => {
    socket.receive({ type: "lines", items, ...more });
    await settle();
  };
  const view = () => only(main, "plb-log-view");
  const shown = () => [...main.querySelectorAll(".log-line .log-text")].map((one) => one.textContent);
  return { main, app, socket, send, view, shown };
}

test("the page subscribes, waits with a skeleton, and shows lines as they come", async () => {
  const { main, socket, send, shown } = await page();
  assert.deepEqual(socket.sent[0], { subscribe: { level: "DEBUG", q: "" }, after: null });
  assert.ok(main.querySelector(".skeleton"));
  await send([line(1), line(2, { level: "ERROR", text: "\u001b[31mred\u001b[0m <b>\u202e" })]);
  assert.deepEqual(shown(), ["line 1", "red <b><U+202E>"]);
  assert.equal(only(main, ".level-error .ansi-1").textContent, "red");
  assert.equal(main.querySelector("b"), null);
});

test("an empty log and one that a level hides are told apart", async () => {
  const first = await page();
  await first.send([]);
  assert.ok(text(first.main).includes("No log lines yet"));
  leave();
  const second = await page({}, "#/logs?level=ERROR");
  assert.equal(second.socket.sent[0].subscribe.level, "ERROR");
  await second.send([]);
  assert.ok(text(second.main).includes("No line matches"));
});

test("paused, nothing moves; what came meanwhile is counted, and enters on resume", async () => {
  const { main, send, shown } = await page();
  await send(lines(0, 5));
  click(main, "Pause");
  await send(lines(5, 12));
  assert.equal(shown().length, 5);
  assert.equal(text(only(main, ".log-pill")), "Paused – 7 new");
  only(main, ".log-pill").click();
  await settle();
  assert.equal(shown().at(-1), "line 11");
  assert.equal(main.querySelector(".log-pill"), null);
});

test("a pause of a minute ends the traffic, and going on loads what was missed", async (context) => {
  const { main, socket, send } = await page();
  await send(lines(0, 5));
  context.mock.timers.enable({ apis: ["setTimeout"] });
  click(main, "Pause");
  context.mock.timers.tick(60_000);
  paint();
  context.mock.timers.reset();
  assert.deepEqual(socket.sent.at(-1), { pause: true });
  assert.match(text(only(main, ".log-pill")), /traffic stopped/);
  click(main, "Resume");
  assert.deepEqual(socket.sent.slice(-2), [{ pause: false }, { subscribe: { level: "DEBUG", q: "" }, after: "4" }]);
});

test("lines that were left out are told in their place", async () => {
  const { socket, send, shown } = await page();
  await send(lines(0, 2));
  socket.receive({ type: "dropped", count: 7 });
  await settle();
  assert.match(shown().at(-1), /^7 lines left out/);
});

test("a search marks what it finds, steps through it, and shows only matches when asked", async () => {
  const { main, app, send, shown } = await page();
  await send([line(1, { text: "moving web" }), line(2), line(3, { text: "web moved" })]);
  type(only(main, "input[type=search]"), "WEB");
  await settle();
  assert.deepEqual([...main.querySelectorAll("mark")].map((one) => one.textContent), ["web", "web"]);
  click(main, "Previous match");
  await settle();
  assert.equal(only(main, ".log-line[aria-current=true] .log-text").textContent, "web moved");
  assert.ok(text(main).includes("2 of 2"));
  click(main, "Only matches");
  await settle();
  assert.deepEqual(shown(), ["moving web", "web moved"]);
  app.router.refine({ not: "1" });
  await settle();
  assert.deepEqual(shown(), ["line 2"]);
  app.router.refine({ re: "1", not: "", q: "(" });
  await settle();
  assert.match(text(only(main, "[role=alert]")), /^Not a regular expression/);
});

test("a link to a line that is kept shows it amid its neighbors; one that is gone is said to be gone", async () => {
  const kept = await page({ logs: { items: lines(40, 60), gap: false } }, "#/logs?at=50");
  assert.ok(kept.app.asked.some(([, path]) => path.includes("around=50")));
  assert.equal(only(kept.main, ".log-line[aria-current=true] .log-text").textContent, "line 50");
  assert.ok(text(kept.main).includes("An excerpt from the past."));
  click(kept.main, "Back to now");
  await settle();
  assert.equal(kept.app.router.route.params.get("at"), null);
  leave();
  const gone = await page({ logs: { items: [], gap: true } }, "#/logs?at=50");
  assert.ok(text(only(document.body, "plb-toasts")).includes("That line is no longer kept."));
  assert.equal(gone.app.router.route.params.get("at"), null);
});

test("a document is one line until it is opened", async () => {
  const { main, send, shown } = await page();
  await send([line(1, { kind: "document", text: '{\n  "a": 1\n}' })]);
  assert.equal(shown()[0], 'Show 3 lines { "a": 1 }');
  click(main, "Show 3 lines");
  await settle();
  assert.equal(only(main, ".log-fold").getAttribute("aria-expanded"), "true");
  assert.ok(shown()[0].includes('"a": 1\n}'));
});

test("times as the reader wants them, kept for this browser", async () => {
  const { main, send } = await page();
  await send([line(1)]);
  const select = only(main, "select[aria-label=Timestamps]");
  for (const [value, seen] of [["utc", ["2026-03-02 12:00:00Z"]], ["off", []]]) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await settle();
    assert.deepEqual([...main.querySelectorAll("time")].map(text), seen);
  }
  assert.equal(localStorage.getItem("proxlb-ui.log-times"), '"off"');
});

test("an expired sign-in is passed on", async () => {
  const { app, socket } = await page();
  socket.receive({ error: { code: "sign-in-required", message: "Sign in." } });
  assert.equal(app.store.get("denied"), true);
});
