// What stands in for the browser: a WebSocket and timers that tests drive by hand.

export class FakeWebSocket {
  static all = [];
  readyState = 0;
  sent = [];
  closed = false;

  constructor(url) {
    this.url = url;
    FakeWebSocket.all.push(this);
  }

  static get last() {
    return FakeWebSocket.all.at(-1);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  receive(message) {
    this.onmessage({ data: typeof message === "string" ? message : JSON.stringify(message) });
  }

  fail() {
    this.readyState = 3;
    this.onclose();
  }
}

export class FakeTimers {
  now = 0;
  #next = 1;
  #waiting = new Map();

  setTimeout = (work, wait) => {
    const id = this.#next++;
    this.#waiting.set(id, { work, at: this.now + wait });
    return id;
  };

  clearTimeout = (id) => {
    this.#waiting.delete(id);
  };

  get waits() {
    return [...this.#waiting.values()].map(({ at }) => at - this.now);
  }

  pass(milliseconds) {
    const until = this.now + milliseconds;
    for (;;) {
      const due = [...this.#waiting].filter(([, { at }]) => at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#waiting.delete(due[0]);
      this.now = due[1].at;
      due[1].work();
    }
    this.now = until;
  }
}

export function parts(timers, random = () => 1) {
  FakeWebSocket.all = [];
  return { WebSocket: FakeWebSocket, random, setTimeout: timers.setTimeout, clearTimeout: timers.clearTimeout };
}

/** An events socket that only says what tests let it say. */
export class FakeEvents extends EventTarget {
  subscriptions = [];
  start() {}
  stop() {}

  subscribe(topics) {
    this.subscriptions.push(topics);
  }

  say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export function page() {
  globalThis.document = Object.assign(new EventTarget(), { baseURI: "http://cockpit.lan/base/", hidden: false });
}

/** Lets promises that are already decided take their course. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
