import { compilePolicy } from "../src/policy/compile.ts";
import { evaluate } from "../src/policy/evaluate.ts";
import type { Principal } from "../src/policy/principal.ts";
import { requestContext } from "../src/policy/request-context.ts";

/**
 * How long one decision takes: an identity policy of three statements and a resource policy with two conditions.
 * Run it with `node bench/policy.ts`.
 */
const ACCOUNT = "111122223333";
const API = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3d4e5`;

const principal: Principal = {
  type: "AssumedRole",
  accountId: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Clerk/monday`,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/Clerk`,
  userId: "AROACLERKCLERKCLERK12:monday",
  tags: { Team: "blue" },
  tokenIssuedAtMs: 0,
};

const compile = (kind: "identity" | "resource", statements: readonly object[]) =>
  compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), { name: kind, kind });

const identityPolicy = compile("identity", [
  {
    Effect: "Allow",
    Action: "execute-api:Invoke",
    Resource: [`${API}/prod/GET/orders/*`, `${API}/prod/POST/orders`],
  },
  { Effect: "Allow", Action: ["s3:Get*", "s3:List*"], Resource: "arn:aws:s3:::orders/*" },
  { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
]);

const resourcePolicy = compile("resource", [
  { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "execute-api:Invoke", Resource: `${API}/*` },
  {
    Effect: "Deny",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: `${API}/*`,
    Condition: { NotIpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } },
  },
]);

function decideOnce(round: number): boolean {
  const resource = `${API}/prod/GET/orders/${round & 1023}`;
  const context = requestContext(principal, {
    nowMs: round,
    sourceIp: "203.0.113.7",
    secureTransport: true,
    requestedRegion: "eu-west-1",
    resourceAccountId: ACCOUNT,
  });
  const policies = { identityPolicies: [identityPolicy] };
  const request = { principal, policies, action: "execute-api:Invoke", resource, resourceAccountId: ACCOUNT };
  return evaluate({ ...request, resourcePolicy, context }).effect === "Allow";
}

const ROUNDS = 500_000;

function measureNs(): number {
  let allowed = 0;
  const startedAt = process.hrtime.bigint();
  for (let round = 0; round < ROUNDS; round++) allowed += decideOnce(round) ? 1 : 0;
  const tookNs = Number(process.hrtime.bigint() - startedAt);
  if (allowed !== ROUNDS) throw new Error(`${ROUNDS - allowed} requests were refused`);
  return tookNs / ROUNDS;
}

measureNs();
const bestNs = Math.min(...Array.from({ length: 5 }, measureNs));
console.log(`policy: ${bestNs.toFixed(0)} ns per decision, ${Math.round(1e9 / bestNs)} decisions per second`);
