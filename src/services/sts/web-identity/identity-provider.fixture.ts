import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

/** An OpenID Connect provider on this machine, whose every answer a test can spoil. */
export interface IdentityProvider {
  readonly url: string;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  /** What it publishes as its keys. */
  publish(...keys: object[]): void;
  /** Answers in place of everything. Undefined: as it should. */
  spoil(answer: RequestListener | undefined): void;
}

export async function identityProvider(
  t: Pick<TestContext, "after">,
  tls?: ServerOptions,
): Promise<IdentityProvider> {
  let keys: readonly object[] = [];
  let asked = 0;
  let spoiled: RequestListener | undefined;
  let url = "";
  const listener: RequestListener = (request, response) => {
    if (request.url === "/keys") asked++;
    if (spoiled) return spoiled(request, response);
    response.setHeader("content-type", "application/json");
    if (request.url === "/keys") response.end(JSON.stringify({ keys }));
    else if (request.url === "/.well-known/openid-configuration") {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
    } else response.writeHead(404).end();
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  url = `${tls ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked: () => asked,
    publish: (...published) => {
      keys = published;
    },
    spoil: (answer) => {
      spoiled = answer;
    },
  };
}

/** A key pair of a provider. */
export interface ProviderKey {
  readonly id: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** As it is published. */
  readonly jwk: object;
}

export async function providerKey(id: string, alg = "RS256"): Promise<ProviderKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg, use: "sig" };
  return { id, alg, privateKey, publicKey, jwk };
}

/** A token of these claims. An undefined claim is left out. */
export const signToken = (
  key: ProviderKey,
  claims: Readonly<Record<string, unknown>>,
  header: object = {},
): Promise<string> =>
  new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: key.alg, kid: key.id, ...header })
    .sign(key.privateKey);
