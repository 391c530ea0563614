import { anonymousPrincipal, type Principal } from "../policy/principal.ts";
import type { AuthenticatedExchange } from "./exchange.ts";
import { restStage } from "./gateway.fixture.ts";
import { indexHeaders } from "./http-message.ts";
import { parseRequestPath } from "./request-path.ts";

export interface ExchangeFacts {
  readonly method?: string;
  readonly path?: string;
  readonly rawQuery?: string;
  readonly rawHeaders?: readonly string[];
  readonly body?: string | Buffer;
  readonly resourcePath?: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly principal?: Principal;
}

/** `GET /pets` of the stage `prod` at noon on 1 January 2026, over TLS from 203.0.113.9, with what `facts` change. */
export function exchange(facts: ExchangeFacts = {}): AuthenticatedExchange {
  const { method = "GET", path = "/pets", rawQuery = "", body = "" } = facts;
  const rawHeaders = facts.rawHeaders ?? ["Host", "abc.execute-api.us-east-1.localhost"];
  return {
    request: {
      method,
      path: `/prod${path}`,
      rawQuery,
      rawHeaders,
      headers: indexHeaders(rawHeaders),
      body: Buffer.from(body),
      connection: {
        sourceIp: "203.0.113.9",
        localPort: 4566,
        tls: {
          ...{ version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", serverName: undefined },
          ja3Fingerprint: "e7d705a3286e19ea42f587b344ee6865",
          ja4Fingerprint: "t13d1516h2_8daaf6152771_e5627efa2ab1",
        },
      },
    },
    requestId: "5e0ec6f4-1f0e-4c6d-9c1b-5a4f2b1d3c7e",
    extendedRequestId: "JKJaXmPLvHcESHA=",
    receivedAtMs: Date.UTC(2026, 0, 1, 12),
    domainName: "abc.execute-api.us-east-1.localhost",
    deployment: restStage({ variables: facts.variables ?? {} }),
    path: parseRequestPath(path),
    route: {
      resourceId: "res1",
      resourcePath: facts.resourcePath ?? "/pets",
      pathParameters: facts.pathParameters ?? {},
    },
    principal: facts.principal ?? anonymousPrincipal,
  };
}
