import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { SettingsDraft } from "../../../../../web_assets/app/pages/settings/draft/draft.js";

const POINTS = ["balancing", "balanciness"];
const PASS = ["proxmox_api", "pass"];

/** A server that knows one number and one secret, and answers checks when it is told to. */
class Server {
  etag = "e1";
  text = "balanciness: 5\n";
  saved = [];
  asked = [];
  held = null;

  read = async (path) => {
    if (path === "config") return { path: "/p", etag: this.etag, values: this.#values(this.text), fields: [], problems: [], accepted: true, writable: { allowed: true, reason: "" } };
    return { etag: this.etag, text: this.text };
  };

  write = async (path, body, { etag } = {}) => {
    this.asked.push({ path, body });
    if (this.held) await this.held;
    if (path === "config/check") return this.#check(body);
    if (etag !== this.etag) throw Object.assign(new Error("stale"), { code: "stale" });
    this.text = this.#drafted(body);
    this.saved.push(body);
    this.etag = `e${this.saved.length + 1}`;
    return { ...(await this.read("config")), saved: { backup: "b1", notes: [] } };
  };

  #values(text) {
    const points = /balanciness: (\d+)/.exec(text);
    return points ? { balancing: { balanciness: Number(points[1]) } } : null;
  }

  #drafted({ text, changes = [] }) {
    const points = changes.find(({ path }) => path.at(-1) === "balanciness");
    return points ? text.replace(/balanciness: \d+/, `balanciness: ${points.value}`) : text;
  }

  #check(body) {
    const values = this.#values(body.text);
    const others = (body.changes ?? []).filter(({ path }) => path.at(-1) !== "pass");
    if (values === null && others.length) throw Object.assign(new Error("no YAML"), { code: "conflict" });
    const text = this.#drafted(body);
    return { accepted: values !== null, stale: false, changed: true, etag: this.etag, problems: values ? [] : [{ severity: "error", path: [], line: 1 }], diff: [], notes: [], text: others.length ? text : null, values: this.#values(text) };
  }
}

async function loaded() {
  const server = new Server();
  const draft = new SettingsDraft(server);
  await draft.load();
  return { server, draft };
}

test("a change of the form becomes part of the text", async () => {
  const { draft } = await loaded();
  draft.edit(POINTS, 7);
  assert.equal(draft.shownValues.balancing.balanciness, 7);
  assert.equal(draft.dirty, true);
  await draft.settle();
  assert.equal(draft.text, "balanciness: 7\n");
  assert.equal(draft.shownValues.balancing.balanciness, 7);
  draft.edit(POINTS, 5);
  await draft.settle();
  assert.equal(draft.dirty, false);
});

test("what is typed while an answer is under way is kept, and so is the form's change", async () => {
  const { server, draft } = await loaded();
  let release;
  server.held = new Promise((resolve) => (release = resolve));
  draft.edit(POINTS, 7);
  const settled = draft.settle();
  draft.type("balanciness: 5\n# typed\n");
  server.held = null;
  release();
  await settled;
  await draft.settle();
  assert.equal(draft.text, "balanciness: 7\n# typed\n");
});

test("typing is checked when it pauses, and once", async () => {
  const { server, draft } = await loaded();
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    for (const points of [6, 7, 8]) {
      draft.type(`balanciness: ${points}\n`);
      mock.timers.tick(100);
    }
    assert.equal(server.asked.length, 0);
    mock.timers.tick(300);
  } finally {
    mock.timers.reset();
  }
  await draft.settle();
  assert.deepEqual(server.asked.map(({ body }) => body.text), ["balanciness: 8\n"]);
});

test("text that is no YAML keeps the last values, and a waiting change of the form", async () => {
  const { draft } = await loaded();
  draft.type("broken [\n");
  draft.edit(POINTS, 9);
  await draft.settle();
  assert.equal(draft.answer.accepted, false);
  assert.equal(draft.problems.length, 2);
  assert.equal(draft.shownValues.balancing.balanciness, 9);
  draft.type("balanciness: 5\n");
  await draft.settle();
  assert.equal(draft.text, "balanciness: 9\n");
  assert.equal(draft.checkError, null);
});

test("a new secret goes with every check and with the save, but never into the text", async () => {
  const { server, draft } = await loaded();
  draft.edit(PASS, "new", true);
  draft.edit(POINTS, 7);
  await draft.settle();
  assert.equal(draft.text.includes("new"), false);
  await draft.save();
  assert.deepEqual(server.saved[0].changes, [{ path: PASS, value: "new" }]);
  assert.equal(draft.secretChange(PASS), undefined);
  assert.equal(draft.dirty, false);
});

test("a draft without changes gives way to another save, one with changes does not", async () => {
  const { server, draft } = await loaded();
  server.text = "balanciness: 6\n";
  server.etag = "x";
  assert.equal(draft.fileWasRead({ etag: "x" }), true);
  await new Promise(setImmediate);
  assert.equal(draft.text, "balanciness: 6\n");
  draft.edit(POINTS, 8);
  assert.equal(draft.fileWasRead({ etag: "y" }), false);
  assert.equal(draft.foreignEtag, "y");
  assert.equal(draft.shownValues.balancing.balanciness, 8);
});

test("taking theirs sets the draft aside, and it comes back", async () => {
  const { server, draft } = await loaded();
  draft.edit(POINTS, 8);
  draft.edit(PASS, "new", true);
  await draft.settle();
  server.text = "balanciness: 6\n";
  server.etag = "x";
  await assert.rejects(draft.save(), { code: "stale" });
  assert.equal(draft.saving, false);
  await draft.replaceWithFile();
  assert.equal(draft.text, "balanciness: 6\n");
  assert.equal(draft.dirty, false);
  draft.bringBack();
  await draft.settle();
  assert.equal(draft.text, "balanciness: 8\n");
  assert.equal(draft.secretChange(PASS).value, "new");
  await draft.save();
  assert.equal(server.text, "balanciness: 8\n");
});

test("going on with mine makes it a draft of their file", async () => {
  const { server, draft } = await loaded();
  draft.edit(POINTS, 8);
  await draft.settle();
  server.text = "balanciness: 6\n";
  server.etag = "x";
  await draft.rebase();
  assert.deepEqual([draft.file.text, draft.text], ["balanciness: 6\n", "balanciness: 8\n"]);
  await draft.save();
  assert.equal(server.text, "balanciness: 8\n");
});

test("line ends of another system are no change", async () => {
  const server = new Server();
  server.text = "balanciness: 5\r\n# end\r\n";
  const draft = new SettingsDraft(server);
  await draft.load();
  assert.equal(draft.dirty, false);
  draft.type("balanciness: 5\n# end\n");
  assert.equal(draft.dirty, false);
});

test("a check that found nobody is made again", async () => {
  const { server, draft } = await loaded();
  const write = server.write;
  server.write = async () => {
    throw Object.assign(new Error("gone"), { code: "unreached" });
  };
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    draft.edit(POINTS, 7);
    await draft.settle();
    assert.equal(draft.checkError.code, "unreached");
    assert.equal(draft.shownValues.balancing.balanciness, 7);
    server.write = write;
    mock.timers.tick(5000);
  } finally {
    mock.timers.reset();
  }
  await draft.settle();
  assert.equal(draft.checkError, null);
  assert.equal(draft.text, "balanciness: 7\n");
});

test("what is changed while the file is read again is not lost", async () => {
  const { draft } = await loaded();
  const loading = draft.load();
  draft.edit(POINTS, 7);
  await loading;
  await draft.settle();
  assert.equal(draft.text, "balanciness: 7\n");
  assert.equal(draft.foreignEtag, "");
});
