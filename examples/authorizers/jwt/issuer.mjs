// A toy OAuth 2.0 issuer to try the example with. It gives anyone any token: never run it for more than that.
//   node examples/authorizers/jwt/issuer.mjs [PORT]
import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const kid = randomUUID();
const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] };
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A signed token for `orders`, good for five minutes, with the claims that the query changes. */
function issue(query) {
  const nowS = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: "orders",
    sub: query.get("sub") ?? "ann",
    scope: query.get("scope") ?? "orders:read",
    iat: nowS,
    exp: nowS + 300,
    ...JSON.parse(query.get("claims") ?? "{}"),
  };
  const signed = `${encode({ alg: "RS256", typ: "at+jwt", kid })}.${encode(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

/** Opaque tokens are called `opaque-NAME` and mean NAME. */
async function introspect(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const sub = /^opaque-(\w+)$/.exec(new URLSearchParams(body).get("token") ?? "")?.[1];
  const known = request.headers.authorization === `Basic ${Buffer.from("orders:secret").toString("base64")}`;
  if (!sub || !known) return { active: false };
  const exp = Math.floor(Date.now() / 1000) + 300;
  return { active: true, iss: issuer, aud: "orders", sub, scope: "orders:read", exp };
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, issuer);
  if (pathname === "/token") return response.end(issue(searchParams));
  response.setHeader("Content-Type", "application/json");
  if (pathname === "/jwks") return response.end(JSON.stringify(jwks));
  if (pathname === "/introspect") return response.end(JSON.stringify(await introspect(request)));
  response.statusCode = 404;
  response.end("{}");
});
await new Promise((listening) => server.listen(Number(process.argv[2] ?? 4577), "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
console.log(`The issuer is ${issuer}`);
