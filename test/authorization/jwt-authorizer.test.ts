import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { type Answer, get } from "../https-client.ts";
import { root } from "../running-server.ts";
import { type DeployedExample, deployExample } from "./deployed-example.ts";

/** The example in `examples/authorizers/jwt`, deployed as its README says, and attacked. */
const folder = `${root}/examples/authorizers/jwt`;

let example: DeployedExample;
let issuerProcess: ChildProcess;
let issuer: string;

before(async () => {
  issuerProcess = spawn(process.execPath, [`${folder}/issuer.mjs`, "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(issuerProcess.stdout!), "line")) as [string];
  issuer = line.replace("The issuer is ", "");
  example = await deployExample("jwt", "jwt-orders", (argument) =>
    argument.replaceAll("http://127.0.0.1:4577", issuer),
  );
});
after(async () => {
  issuerProcess?.kill();
  await example?.server.stop();
});

const text = async (path: string): Promise<string> => (await fetch(`${issuer}${path}`)).text();
const issued = (claims: object = {}, scope = "orders:read"): Promise<string> =>
  text(`/token?scope=${encodeURIComponent(scope)}&claims=${encodeURIComponent(JSON.stringify(claims))}`);

const call = (token: string | undefined, method = "GET"): Promise<Answer> =>
  get(`${example.stage}/orders`, example.server.caFile, {
    method,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const nowS = (): number => Math.floor(Date.now() / 1000);
const goodClaims = () => ({
  iss: issuer,
  aud: "orders",
  sub: "mallory",
  scope: "orders:read",
  exp: nowS() + 300,
});

/** A token of the attacker's making. */
function forged(header: object, key: KeyObject | undefined, claims: object = goodClaims()): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  const signature = key ? sign("sha256", Buffer.from(signed), key).toString("base64url") : "";
  return `${signed}.${signature}`;
}

describe("the JWT example", () => {
  test("a token opens what its scope says, and nothing else", async () => {
    const reader = await issued();
    const allowed = await call(reader);
    assert.deepEqual(
      [allowed.status, JSON.parse(allowed.body)],
      [200, { caller: "ann", scope: "orders:read" }],
    );
    assert.equal((await call(reader, "POST")).status, 403);
    const writer = await issued({ sub: "bob" }, "orders:write");
    assert.equal((await call(writer, "POST")).status, 200);
    assert.equal((await call(writer)).status, 403);
    assert.equal(await call(await issued({ sub: "eve" }, "other")).then(({ status }) => status), 403);
  });

  test("no token: 401, in AWS's words", async () => {
    const answer = await call(undefined);
    assert.deepEqual([answer.status, answer.body], [401, '{"message":"Unauthorized"}']);
  });

  test("an opaque token is introspected", async () => {
    const answer = await call("opaque-carol");
    assert.deepEqual([answer.status, JSON.parse(answer.body).caller], [200, "carol"]);
    assert.equal((await call("revoked")).status, 401);
  });

  test("claims that are not for us are refused", async () => {
    const refused: readonly object[] = [
      { iss: "https://other.example" },
      { iss: `${issuer}/` },
      { aud: "other" },
      { aud: ["other"] },
      { aud: null, azp: "orders" },
      { exp: nowS() - 60 },
      { exp: "soon" },
      { exp: null },
      { nbf: nowS() + 3_600 },
      { nbf: "later" },
      { sub: "" },
      { sub: 7 },
    ];
    for (const claims of refused) {
      assert.equal((await call(await issued(claims))).status, 401, JSON.stringify(claims));
    }
    assert.equal((await call(await issued({ aud: ["other", "orders"] }))).status, 200);
  });

  test("forged tokens are refused", async () => {
    const { keys } = JSON.parse(await text("/jwks"));
    const { kid } = keys[0];
    const own = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = { ...own.publicKey.export({ format: "jwk" }), kid: "mine" };
    const pem = createPublicKey({ key: keys[0], format: "jwk" }).export({ type: "spki", format: "pem" });
    const confused = `${encode({ alg: "HS256", kid })}.${encode(goodClaims())}`;
    const good = await issued();
    const [header, , signature] = good.split(".");
    const tokens: Readonly<Record<string, string>> = {
      "alg none": forged({ alg: "none", kid }, undefined),
      "alg none with a signature": `${forged({ alg: "none", kid }, undefined)}x`,
      "alg None": `${forged({ alg: "None", kid }, undefined)}x`,
      "no alg": forged({ kid }, own.privateKey),
      "HS256 with the public key as secret": `${confused}.${createHmac("sha256", pem).update(confused).digest("base64url")}`,
      "another key under the issuer's kid": forged({ alg: "RS256", kid }, own.privateKey),
      "a key of its own, embedded": forged({ alg: "RS256", kid: "mine", jwk }, own.privateKey),
      "a key of its own, by address": forged(
        { alg: "RS256", kid: "mine", jku: `${issuer}/jwks` },
        own.privateKey,
      ),
      "a kid that is a path": forged({ alg: "RS256", kid: "../../../../dev/null" }, own.privateKey),
      "a kid that is a query": forged({ alg: "RS256", kid: "' UNION SELECT 'key" }, own.privateKey),
      "a kid that is a prototype": forged({ alg: "RS256", kid: "__proto__" }, own.privateKey),
      "no kid": forged({ alg: "RS256" }, own.privateKey),
      "critical extensions": forged({ alg: "RS256", kid, crit: ["b64"], b64: false }, own.privateKey),
      "other claims under a good signature": `${header}.${encode(goodClaims())}.${signature}`,
      "no signature": `${good.split(".", 2).join(".")}.`,
      "three dots": "...",
      "a header that is no JSON": `bm9uc2Vuc2U.${encode(goodClaims())}.x`,
    };
    for (const [name, token] of Object.entries(tokens)) assert.equal((await call(token)).status, 401, name);
    assert.equal((await call(good)).status, 200);
  });

  test("the policy ends with the token, though it is kept longer", async () => {
    // The function allows for a clock that is off; the policy it returns does not outlive the token's end.
    assert.equal((await call(await issued({ sub: "late", exp: nowS() - 5 }))).status, 403);
  });

  test("the record tells who it was, and not the token", async () => {
    const token = await issued({ sub: "ann" });
    const { headers } = await call(token, "POST");
    const requestId = String(headers["x-amzn-requestid"]);
    const explained = await example.sallyport("explain", requestId, "--json");
    assert.equal(explained.code, 0, explained.err);
    assert.match(explained.out, /ann/);
    assert.ok(!explained.out.includes(token.split(".")[2]!));
  });
});
