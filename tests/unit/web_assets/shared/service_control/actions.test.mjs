/** Actions on the service. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../../../../web_assets/app/api/http.js";
import { ServiceActions } from "../../../../../web_assets/app/shared/service_control/actions.js";
import { Store } from "../../../../../web_assets/app/state/store.js";

const task = (state, more = {}) => ({ id: "t1", action: "restart", state, started_at: new Date().toISOString(), ended_at: null, message: "", hint: "", ...more });

test("a double click on an action is one request with one key", async () => {
  const store = new Store();
  const sent = [];
  const write = async (path, body, options) => {
    sent.push([path, options.key]);
    return { task: task("accepted") };
  };
  const read = async () => ({ task: task("done") });
  const actions = new ServiceActions(store, { read, write });
  await Promise.all([actions.ask("restart"), actions.ask("restart")]);
  assert.equal(sent.length, 1);
  assert.equal(sent[0][0], "service/restart");
  assert.ok(sent[0][1].length >= 32);
  assert.equal(store.get("action").task.state, "accepted");
});


test("an action is done when the stream has seen it done, never before", async () => {
  const store = new Store();
  const actions = new ServiceActions(store, { read: async () => ({ task: task("running") }), write: async () => ({ task: task("accepted") }) });
  await actions.ask("restart");
  store.update("service", { data: { task: task("done", { id: "another" }) } });
  assert.equal(store.get("action").task.state, "accepted");
  store.update("service", { data: { task: task("done") } });
  assert.equal(store.get("action").task.state, "done");
  store.update("service", { data: { task: task("running") } });
  assert.equal(store.get("action").task.state, "done", "news that come late change nothing");
});


test("a refused action keeps the reason and can be asked again", async () => {
  const store = new Store();
  const problem = new ApiError({ code: "conflict", message: "A restart is under way." });
  let refuse = true;
  const write = async () => {
    if (refuse) throw problem;
    return { task: task("done") };
  };
  const actions = new ServiceActions(store, { read: async () => ({}), write });
  await actions.ask("restart");
  assert.equal(store.get("action").error, problem);
  refuse = false;
  await actions.ask("restart");
  assert.equal(store.get("action").error, null);
});
