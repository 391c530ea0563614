import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { root } from "../running-server.ts";

/** The JWT example's questions about opaque tokens (RFC 7662), and which answers let their bearer in. */

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: URLSearchParams;
}
type Introspector = (token: string, expected: object, nowS: number) => Promise<{ readonly sub: string }>;
interface Options {
  readonly uri: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetchDocument: (uri: string, init: Sent) => Promise<unknown>;
}
const functions = `${root}/examples/authorizers/jwt/functions/authorizer`;
const { createIntrospector } = (await import(`${functions}/introspection.mjs`)) as {
  readonly createIntrospector: (options: Options) => Introspector;
};

const nowS = 1_000_000;
const expected = { issuer: "https://issuer.example", audience: "orders" };
const active = { active: true, sub: "ann", iss: expected.issuer, aud: "orders", exp: nowS + 60 };

function introspector(answer: unknown) {
  const sent: Sent[] = [];
  const introspect = createIntrospector({
    uri: "https://issuer.example/introspect",
    clientId: "a:b",
    clientSecret: "s/t",
    fetchDocument: async (_uri, init) => {
      sent.push(init);
      return answer;
    },
  });
  return { sent, ask: (token = "opaque") => introspect(token, expected, nowS) };
}

describe("introspection in the JWT example", () => {
  test("asks with the client's credentials, each encoded by itself", async () => {
    const { ask, sent } = introspector(active);
    assert.equal((await ask("a&token=b")).sub, "ann");
    assert.equal(sent[0]?.headers["Authorization"], `Basic ${Buffer.from("a%3Ab:s%2Ft").toString("base64")}`);
    assert.equal(sent[0]?.body.get("token"), "a&token=b");
    assert.equal(sent[0]?.body.getAll("token").length, 1);
  });

  const refused: readonly [name: string, answer: unknown][] = [
    ["nothing", null],
    ["inactive", { ...active, active: false }],
    ["active in words only", { ...active, active: "true" }],
    ["of another issuer", { ...active, iss: "https://other.example" }],
    ["for another audience", { ...active, aud: ["other"] }],
    ["about nobody", { ...active, sub: undefined }],
    ["expired", { ...active, exp: nowS - 60 }],
    ["without an end", { ...active, exp: undefined }],
    ["not valid yet", { ...active, nbf: nowS + 60 }],
  ];
  for (const [name, answer] of refused) {
    test(`an answer that is ${name} lets nobody in`, async () => {
      await assert.rejects(introspector(answer).ask(), { name: "TokenRefused" });
    });
  }

  test("an issuer may leave out whose and for whom", async () => {
    const { iss: _iss, aud: _aud, ...bare } = active;
    assert.equal((await introspector(bare).ask()).sub, "ann");
  });

  test("a token that is too long is not sent", async () => {
    const { ask, sent } = introspector(active);
    await assert.rejects(ask("x".repeat(9_000)), { name: "TokenRefused" });
    assert.equal(sent.length, 0);
  });
});
