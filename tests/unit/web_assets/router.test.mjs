/** Addresses and what they mean. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoute, routeHash, tokenIn } from "../../../web_assets/app/router.js";

const NAMES = ["overview", "guests"];

test("an address names a page and its parameters", () => {
  const route = parseRoute("#/guests?status=running&node=pve1", NAMES);
  assert.equal(route?.name, "guests");
  assert.deepEqual(Object.fromEntries(route.params), { status: "running", node: "pve1" });
});

test("no address is home, an unknown one is none", () => {
  assert.equal(parseRoute("", NAMES)?.name, "overview");
  assert.equal(parseRoute("#/", NAMES)?.name, "overview");
  assert.equal(parseRoute("#/nowhere", NAMES), null);
  assert.equal(parseRoute("#/__proto__", NAMES), null);
});

test("an address leaves out what is empty, and survives a round trip", () => {
  assert.equal(routeHash("guests", { q: "", node: null }), "#/guests");
  const hash = routeHash("guests", { q: "a&b=c?#<x>" });
  assert.equal(parseRoute(hash, NAMES)?.params.get("q"), "a&b=c?#<x>");
});

test("a sign-in link carries the token, other fragments do not", () => {
  assert.equal(tokenIn("#token=a%2Bb"), "a+b");
  assert.equal(tokenIn("#token=100%"), "100%");
  assert.equal(tokenIn("#/guests?token=x"), null);
});
