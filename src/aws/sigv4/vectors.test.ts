import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { canonicalPath } from "./canonical-path.ts";
import { parseAuthorization } from "./parse-authorization.ts";
import type { SignableRequest } from "./signable-request.ts";
import { SigningSecret } from "./signing-secret.ts";
import { verifySignature } from "./verify-signature.ts";

/** awslabs/aws-c-auth's signing test suite, and the worked examples of the Amazon S3 API Reference. */
const REFERENCE = new URL("../../../../shared/reference/sigv4/", import.meta.url);
const skip = existsSync(REFERENCE) ? false : "the signing test suite is not on this machine";
const NOW_MS = Date.UTC(2015, 7, 30, 12, 36);

interface Context {
  readonly credentials: { readonly secret_access_key: string; readonly token?: string };
  readonly normalize: boolean;
  /** When false, the suite signs an empty body whatever the request has. */
  readonly sign_body: boolean;
  readonly omit_session_token?: boolean;
}

/** Parses the suite's raw requests, folded header lines included: HTTP has deprecated those since. */
function parseRaw(raw: string): SignableRequest & { readonly body: Buffer } {
  const blank = raw.indexOf("\n\n");
  const head = (blank === -1 ? raw : raw.slice(0, blank)).trimEnd();
  const [requestLine, ...lines] = head.replace(/\n\s+/g, " ").split("\n") as [string, ...string[]];
  const target = requestLine.slice(requestLine.indexOf(" ") + 1, requestLine.lastIndexOf(" HTTP/"));
  const question = target.indexOf("?");
  return {
    method: requestLine.slice(0, requestLine.indexOf(" ")),
    path: question === -1 ? target : target.slice(0, question),
    rawQuery: question === -1 ? "" : target.slice(question + 1),
    rawHeaders: lines.flatMap((line) => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 1),
    ]),
    body: Buffer.from(blank === -1 ? "" : raw.slice(blank + 2), "latin1"),
  };
}

describe("the signing test suite of aws-c-auth", { skip }, () => {
  const names = skip ? [] : readdirSync(new URL("v4/", REFERENCE)).sort();
  for (const name of names) {
    const read = (file: string): string => readFileSync(new URL(`v4/${name}/${file}`, REFERENCE), "latin1");
    const context: Context = JSON.parse(read("context.json"));
    for (const way of ["header", "query"] as const) {
      if (context.normalize) it(`verifies ${name}, ${way}`, () => verifies(read, context, way));
      else it(`leaves the path of ${name} alone, ${way}`, () => keepsPath(read, way));
    }
  }

  function verifies(read: (file: string) => string, context: Context, way: "header" | "query"): void {
    const request = parseRaw(read(`${way}-signed-request.txt`));
    const signed = parseAuthorization(request);
    assert.equal(signed.kind, "signed", JSON.stringify(signed));
    if (signed.kind !== "signed") return;
    assert.equal(signed.mechanism, way);
    assert.equal(signed.sessionToken, context.credentials.token);
    const secret = new SigningSecret(context.credentials.secret_access_key);
    const expectations = { service: "service", region: "us-east-1" };
    const body = context.sign_body ? request.body : Buffer.alloc(0);
    const verdict = verifySignature(signed, body, secret, expectations, NOW_MS);
    assert.equal(verdict.kind, "verified", JSON.stringify(verdict));
    const wrong = verifySignature(signed, body, new SigningSecret("other"), expectations, NOW_MS);
    assert.ok(wrong.kind === "refused" && wrong.code === "signature_mismatch");
    assert.ok(wrong.expected);
    // The answer to a wrong signature shows the request with its token, since clients rarely add that afterwards.
    if (context.omit_session_token && way === "query") return;
    assert.equal(wrong.expected.canonicalRequest, read(`${way}-canonical-request.txt`));
    assert.equal(wrong.expected.stringToSign, read(`${way}-string-to-sign.txt`));
  }

  function keepsPath(read: (file: string) => string, way: "header" | "query"): void {
    const { path } = parseRaw(read(`${way}-signed-request.txt`));
    assert.equal(canonicalPath(path, "object-key"), read(`${way}-canonical-request.txt`).split("\n")[1]);
  }
});

describe("the worked examples of the S3 API Reference", { skip }, () => {
  const examples = skip
    ? { requests: [] }
    : JSON.parse(readFileSync(new URL("s3-doc-examples.json", REFERENCE), "utf8"));
  for (const example of examples.requests) {
    it(`verifies ${example.name}`, () => {
      const [method, path, query, ...rest] = example.canonicalRequest.split("\n") as [
        string,
        string,
        string,
        ...string[],
      ];
      const signedHeaders = rest.at(-2)!;
      const rawHeaders = rest
        .slice(0, -3)
        .flatMap((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]);
      const presigned = example.name.startsWith("presigned");
      const scope = `20130524/us-east-1/s3/aws4_request`;
      if (!presigned) {
        const credential = `${examples.credentials.accessKeyId}/${scope}`;
        rawHeaders.push(
          "Authorization",
          `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders},Signature=${example.signature}`,
        );
      }
      const rawQuery = presigned ? `${query}&X-Amz-Signature=${example.signature}` : query;
      const signed = parseAuthorization({ method, path, rawQuery, rawHeaders });
      assert.ok(signed.kind === "signed", JSON.stringify(signed));
      const secret = new SigningSecret(examples.credentials.secretAccessKey);
      const verdict = verifySignature(signed, "streamed", secret, { service: "s3" }, Date.UTC(2013, 4, 24));
      assert.equal(verdict.kind, "verified", JSON.stringify(verdict));
    });
  }
});
