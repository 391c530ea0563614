import { parseAuthorization } from "../src/aws/sigv4/parse-authorization.ts";
import { signRequest } from "../src/aws/sigv4/sign.ts";
import type { SignableRequest } from "../src/aws/sigv4/signable-request.ts";
import { SigningSecret } from "../src/aws/sigv4/signing-secret.ts";
import { verifySignature } from "../src/aws/sigv4/verify-signature.ts";

/** CPU time of a signature verification, signing key known. Run: `node bench/sigv4.ts`. */
const ROUNDS = 7;
const VERIFICATIONS_A_ROUND = 50_000;

const nowMs = Date.UTC(2026, 0, 31, 12);
const body = Buffer.from(JSON.stringify({ order: "a".repeat(200) }));
const secret = new SigningSecret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const signing = { accessKeyId: "AKIDEXAMPLE", secret, region: "eu-central-1", service: "execute-api", nowMs };
const plain = { method: "POST", path: "/prod/orders", rawQuery: "" };
const rawHeaders = [
  "Host",
  "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
  "Content-Type",
  "application/json",
];
const transport = [
  "Accept",
  "*/*",
  "User-Agent",
  "bench",
  "Content-Length",
  "212",
  "Connection",
  "keep-alive",
];

const requests: Readonly<Record<string, SignableRequest>> = {
  "header, no query": signed({ ...plain, rawHeaders }),
  "header, query of three": signed({ ...plain, rawQuery: "b=2&a=1&c=x%20y", rawHeaders }),
};

for (const [name, request] of Object.entries(requests)) {
  const roundsUs = Array.from({ length: ROUNDS }, () => roundUs(request)).sort((a, b) => a - b);
  const medianUs = roundsUs[Math.floor(ROUNDS / 2)]!;
  const [bestUs, perSecond] = [roundsUs[0]!.toFixed(2), Math.round(1e6 / medianUs)];
  console.log(`${name}: ${medianUs.toFixed(2)} µs a verification (best ${bestUs}), ${perSecond} a second`);
}

function signed(request: SignableRequest): SignableRequest {
  const withSignature = signRequest(request, body, signing);
  return { ...withSignature, rawHeaders: [...withSignature.rawHeaders, ...transport] };
}

/** CPU time of one verification in microseconds, averaged over a round: other processes do not show in it. */
function roundUs(request: SignableRequest): number {
  const expectations = { service: "execute-api", region: "eu-central-1" };
  const started = process.cpuUsage();
  for (let i = 0; i < VERIFICATIONS_A_ROUND; i++) {
    const read = parseAuthorization(request);
    if (read.kind === "refused") throw new Error(read.detail);
    const verdict = verifySignature(read, body, secret, expectations, nowMs);
    if (verdict.kind === "refused") throw new Error(verdict.detail);
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / VERIFICATIONS_A_ROUND;
}
