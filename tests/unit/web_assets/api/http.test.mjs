/** What requests need that a browser on plain HTTP does not have. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { idempotencyKey } from "../../../../web_assets/app/api/http.js";

test("a key is made where crypto.randomUUID is missing, as on plain HTTP", () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const getRandomValues = (bytes) => bytes.fill(7);
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues }, configurable: true });
  try {
    assert.equal(idempotencyKey(), "07".repeat(16));
  } finally {
    Object.defineProperty(globalThis, "crypto", original);
  }
});
