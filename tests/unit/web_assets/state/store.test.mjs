/** The store: a change is heard once, by those who watch it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../../web_assets/app/state/store.js";

test("the store announces a changed slice once, to those who watch it", () => {
  const store = new Store();
  let heard = 0;
  const stop = store.watch(["nodes"], () => (heard += 1));
  store.update("nodes", 1);
  store.update("nodes", 1);
  store.update("guests", 1);
  assert.equal(heard, 1);
  stop();
  store.update("nodes", 2);
  assert.equal(heard, 1);
  assert.equal(store.get("nodes"), 2);
});
