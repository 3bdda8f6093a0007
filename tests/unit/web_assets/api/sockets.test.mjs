/** Sockets that come back, resume, and notice silence. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { EventsSocket } from "../../../../web_assets/app/api/events_socket.js";
import { LogSocket } from "../../../../web_assets/app/api/log_socket.js";
import { backoffMs, Socket, socketUrl } from "../../../../web_assets/app/api/socket.js";
import { FakeTimers, FakeWebSocket, page, parts } from "../fakes.mjs";

beforeEach(page);

function started(random) {
  const timers = new FakeTimers();
  const socket = new Socket(() => "ws://x", parts(timers, random));
  const heard = [];
  for (const type of ["open", "message", "down", "denied"]) socket.addEventListener(type, (event) => heard.push([type, event.detail]));
  socket.start();
  return { timers, socket, heard };
}

test("the wait doubles up to thirty seconds, with full jitter", () => {
  assert.deepEqual([1, 2, 3, 7, 50].map((failures) => backoffMs(failures, () => 1)), [500, 1000, 2000, 30_000, 30_000]);
  assert.equal(backoffMs(9, () => 0), 0);
});

test("addresses stay below the base path and follow the page's protocol", () => {
  assert.equal(socketUrl(new URL("https://x/base/api/v1/events")), "wss://x/base/api/v1/events");
  new EventsSocket(parts(new FakeTimers())).start();
  assert.equal(FakeWebSocket.last.url, "ws://cockpit.lan/base/api/v1/events");
});

test("a lost connection comes back, and success forgets the failures", () => {
  const { timers, socket, heard } = started();
  FakeWebSocket.last.fail();
  timers.pass(499);
  assert.equal(FakeWebSocket.all.length, 1);
  timers.pass(1);
  assert.equal(FakeWebSocket.all.length, 2);
  FakeWebSocket.last.fail();
  timers.pass(1000);
  FakeWebSocket.last.fail();
  assert.equal(socket.failing, true);
  timers.pass(2000);
  FakeWebSocket.last.open();
  FakeWebSocket.last.receive({ type: "hb" });
  assert.equal(socket.failing, false);
  assert.deepEqual(heard.filter(([type]) => type === "down").map(([, failures]) => failures), [1, 2, 3]);
});

test("silence for forty seconds is a failure", () => {
  const { timers, heard } = started();
  const first = FakeWebSocket.last;
  first.open();
  timers.pass(39_000);
  first.receive({ type: "hb" });
  timers.pass(39_999);
  assert.equal(first.closed, false);
  timers.pass(1);
  assert.equal(first.closed, true);
  assert.deepEqual(heard.at(-1), ["down", 1]);
});

test("the network's return is no reason to wait", () => {
  const { timers, socket } = started();
  FakeWebSocket.last.fail();
  socket.retryNow();
  assert.equal(FakeWebSocket.all.length, 2);
  timers.pass(500);
  assert.equal(FakeWebSocket.all.length, 2);
});

test("a page in the background does not retryNow", () => {
  const { socket } = started();
  FakeWebSocket.last.fail();
  document.hidden = true;
  socket.retryNow();
  assert.equal(FakeWebSocket.all.length, 1);
});

test("a refused token ends the attempts; nonsense is passed over", () => {
  const { timers, heard } = started();
  FakeWebSocket.last.open();
  FakeWebSocket.last.receive("{broken");
  FakeWebSocket.last.receive({ error: { code: "sign-in-required", message: "Sign in." } });
  timers.pass(100_000);
  assert.equal(FakeWebSocket.all.length, 1);
  assert.equal(heard.at(-1)[0], "denied");
  assert.equal(heard.filter(([type]) => type === "message").length, 0);
});

test("stopping leaves no timer behind", () => {
  const { timers, socket } = started();
  FakeWebSocket.last.fail();
  socket.stop();
  assert.deepEqual(timers.waits, []);
});

test("topics are subscribed to on every connection", () => {
  const timers = new FakeTimers();
  const events = new EventsSocket(parts(timers));
  events.subscribe(["overview"]);
  events.start();
  FakeWebSocket.last.open();
  events.subscribe(["overview", "guests"]);
  FakeWebSocket.last.fail();
  timers.pass(500);
  FakeWebSocket.last.open();
  assert.deepEqual(FakeWebSocket.all.map((one) => one.sent), [
    [{ subscribe: ["overview"] }, { subscribe: ["overview", "guests"] }],
    [{ subscribe: ["overview", "guests"] }],
  ]);
});

test("the log resumes after the last line it saw, and stays paused when it was", () => {
  const timers = new FakeTimers();
  const log = new LogSocket(parts(timers));
  log.subscribe({ level: "INFO", q: "" });
  log.start();
  FakeWebSocket.last.open();
  FakeWebSocket.last.receive({ type: "lines", reset: true, items: [{ cursor: "7" }, { cursor: "8" }] });
  log.pause();
  FakeWebSocket.last.fail();
  timers.pass(500);
  FakeWebSocket.last.open();
  assert.deepEqual(FakeWebSocket.last.sent, [{ subscribe: { level: "INFO", q: "" }, after: "8" }, { pause: true }]);
  log.resume();
  assert.deepEqual(FakeWebSocket.last.sent.slice(2), [{ pause: false }, { subscribe: { level: "INFO", q: "" }, after: "8" }]);
});

test("another filter starts from the newest lines", () => {
  const log = new LogSocket(parts(new FakeTimers()));
  log.subscribe({ level: "INFO", q: "" });
  log.start();
  FakeWebSocket.last.open();
  FakeWebSocket.last.receive({ type: "lines", items: [{ cursor: "8" }] });
  log.subscribe({ level: "ERROR", q: "" });
  assert.deepEqual(FakeWebSocket.last.sent.at(-1), { subscribe: { level: "ERROR", q: "" }, after: null });
});
