import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SignatureV4 } from "@smithy/signature-v4";
import { SignatureV4a } from "@smithy/signature-v4a";
import aws4 from "aws4";
import { type Answer, get } from "../https-client.ts";
import { mockApi } from "../mock-api.ts";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import { run, skipWithout } from "../tools.ts";

/** An API behind AWS_IAM, called by every signer that people use: unmodified, over TLS. */
let server: RunningServer;
let url: URL;

before(async () => {
  server = await startServer();
  const apiId = await mockApi(server, { path: "guarded", authorizationType: "AWS_IAM" });
  url = new URL(`${server.stageUrl(apiId, "live")}/guarded`);
});
after(() => server.stop());

const query = { b: "2 3", a: "é/~*", empty: "" };
/** Encoded as RFC 3986 has it, which botocore signs as it stands. */
const encode = (text: string): string => encodeURIComponent(text).replaceAll("*", "%2A");
const queryString = Object.entries(query)
  .map(([name, value]) => `${name}=${encode(value)}`)
  .join("&");

async function call(target: string, headers: Record<string, string> = {}): Promise<Answer> {
  return get(new URL(target, url).href, server.caFile, { headers });
}

const assertLetIn = (answer: Answer): void =>
  assert.deepEqual([answer.status, answer.body], [200, '{"ok": true}']);
const assertRefused = (answer: Answer, message: RegExp): void => {
  assert.equal(answer.status, 403);
  assert.match(answer.body, message);
};

class Sha256 {
  readonly #hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret ? createHmac("sha256", secret) : createHash("sha256");
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function smithySigner(
  secretAccessKey = rootKeys.secretAccessKey,
  region = "us-east-1",
  service = "execute-api",
) {
  const credentials = { accessKeyId: rootKeys.accessKeyId, secretAccessKey };
  // biome-ignore lint/suspicious/noExplicitAny: the signer's checksum type knows no node:crypto.
  return new SignatureV4({ credentials, region, service, sha256: Sha256 as any });
}

const smithyRequest = (path = url.pathname) => ({
  method: "GET",
  protocol: "https:",
  hostname: url.hostname,
  port: Number(url.port),
  path,
  query: { ...query },
  headers: { host: url.host },
});

test("the SDK's own signer, in headers and presigned", async () => {
  const signed = await smithySigner().sign(smithyRequest());
  assertLetIn(await call(`${url.pathname}?${queryString}`, signed.headers));
  const presigned = await smithySigner().presign(smithyRequest(), { expiresIn: 60 });
  const parameters = Object.entries(presigned.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  assertLetIn(await call(`${url.pathname}?${parameters.join("&")}`));
});

test("a signature for another secret, region, service, path or query is refused", async () => {
  const attempts: readonly (readonly [string, Awaited<ReturnType<SignatureV4["sign"]>>, string])[] = [
    ["secret", await smithySigner("another secret").sign(smithyRequest()), queryString],
    ["region", await smithySigner(undefined, "eu-west-1").sign(smithyRequest()), queryString],
    ["service", await smithySigner(undefined, undefined, "lambda").sign(smithyRequest()), queryString],
    ["path", await smithySigner().sign(smithyRequest(`${url.pathname}/other`)), queryString],
    ["query", await smithySigner().sign(smithyRequest()), `${queryString}&b=3`],
    ["query", await smithySigner().sign(smithyRequest()), queryString.replace("2%203", "2%204")],
  ];
  for (const [what, signed, sent] of attempts) {
    const answer = await call(`${url.pathname}?${sent}`, signed.headers);
    assertRefused(answer, /signature|Credential should be scoped/i);
    assert.ok(answer.headers["x-amzn-errortype"], what);
  }
});

function multiRegionSigner(regionSet: string, secretAccessKey = rootKeys.secretAccessKey) {
  const credentials = { accessKeyId: rootKeys.accessKeyId, secretAccessKey };
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const sha256 = Sha256 as any;
  return new SignatureV4a({ credentials, region: regionSet, service: "execute-api", sha256 });
}

test("the SDK's signer for several regions", async () => {
  for (const regionSet of ["*", "eu-west-1,us-*"]) {
    const signed = await multiRegionSigner(regionSet).sign(smithyRequest(), {});
    assertLetIn(await call(`${url.pathname}?${queryString}`, signed.headers));
  }
  const right = multiRegionSigner("*");
  const attempts: readonly (readonly [string, Record<string, string>, string])[] = [
    ["secret", (await multiRegionSigner("*", "another").sign(smithyRequest(), {})).headers, queryString],
    ["regions", (await multiRegionSigner("eu-*").sign(smithyRequest(), {})).headers, queryString],
    ["path", (await right.sign(smithyRequest(`${url.pathname}/other`), {})).headers, queryString],
    ["query", (await right.sign(smithyRequest(), {})).headers, `${queryString}&b=3`],
    [
      "wider regions",
      { ...(await multiRegionSigner("eu-*").sign(smithyRequest(), {})).headers, "x-amz-region-set": "*" },
      queryString,
    ],
  ];
  for (const [what, headers, sent] of attempts) {
    const answer = await call(`${url.pathname}?${sent}`, headers);
    assert.equal(answer.status, 403, what);
    assert.match(answer.body, /signature|Credential should be/i, what);
  }
});

test("the S3 client with Signature Version 4A", async () => {
  const client = new S3Client({
    ...server.client,
    forcePathStyle: true,
    sigv4aSigningRegionSet: ["*"],
    // By itself the client signs so for multi-region access points only.
    httpAuthSchemeProvider: () => [
      {
        schemeId: "aws.auth#sigv4a",
        signingProperties: { name: "s3", region: "us-east-1" },
        propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
      },
    ],
  });
  const algorithms: string[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      algorithms.push(headers.authorization?.split(" ")[0] ?? "none");
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "sees the algorithm" },
  );
  const object = { Bucket: "several-regions", Key: "a//b c" };
  await client.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  await client.send(new PutObjectCommand({ ...object, Body: "contents" }));
  const { Body } = await client.send(new GetObjectCommand(object));
  assert.equal(await Body?.transformToString(), "contents");
  assert.deepEqual(algorithms, Array(3).fill("AWS4-ECDSA-P256-SHA256"));
});

test("aws4", async () => {
  const path = `${url.pathname}?${queryString}`;
  const signed = aws4.sign(
    { host: url.host, path, service: "execute-api", region: "us-east-1", headers: {} },
    { accessKeyId: rootKeys.accessKeyId, secretAccessKey: rootKeys.secretAccessKey },
  );
  assertLetIn(await call(signed.path ?? path, signed.headers as Record<string, string>));
});

test("a request of aws4's is refused when it is late, early or changed on its way", async () => {
  const path = `${url.pathname}?${queryString}`;
  const signed = (headers: Record<string, string> = {}) =>
    aws4.sign(
      { host: url.host, path, service: "execute-api", region: "us-east-1", headers },
      { accessKeyId: rootKeys.accessKeyId, secretAccessKey: rootKeys.secretAccessKey },
    ).headers as Record<string, string>;
  const at = (offsetMs: number): string =>
    new Date(Date.now() + offsetMs).toISOString().replace(/[-:]|\.\d+/g, "");
  const minuteMs = 60_000;
  const good = signed({ "X-Plan": "silver" });
  const attempts: readonly (readonly [what: string, headers: Record<string, string>, body?: string])[] = [
    ["six minutes late", signed({ "X-Amz-Date": at(-6 * minuteMs) })],
    ["six minutes early", signed({ "X-Amz-Date": at(6 * minuteMs) })],
    ["a late one with a new date", { ...signed({ "X-Amz-Date": at(-6 * minuteMs) }), "X-Amz-Date": at(0) }],
    ["another header", { ...good, "X-Plan": "gold" }],
    ["a header taken away", { ...good, "X-Plan": "" }],
    ["a body", { ...good, "Content-Length": "2" }, "{}"],
  ];
  assertLetIn(await call(path, good));
  assertLetIn(await call(path, signed({ "X-Amz-Date": at(-4 * minuteMs) })));
  for (const [what, headers, body] of attempts) {
    const answer = await get(new URL(path, url).href, server.caFile, { headers, ...(body && { body }) });
    assert.equal(answer.status, 403, what);
    // Around midnight the new date is of another day than the scope.
    assert.match(answer.body, /signature|Date in Credential scope/i, what);
  }
});

const hasBotocore = skipWithout("python3", "-c", "import botocore");

test("botocore", { skip: hasBotocore }, async () => {
  const program = `
import sys, json
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
request = AWSRequest(method="GET", url=sys.argv[1])
SigV4Auth(Credentials(sys.argv[2], sys.argv[3]), "execute-api", "us-east-1").add_auth(request)
print(json.dumps(dict(request.headers)))
`;
  const target = `${url.href}?${queryString}`;
  const { out, err } = await run(
    "python3",
    ["-c", program, target, rootKeys.accessKeyId, rootKeys.secretAccessKey],
    {
      env: process.env,
    },
  );
  assert.ok(out, err);
  assertLetIn(await call(`${url.pathname}?${queryString}`, JSON.parse(out) as Record<string, string>));
});

test("curl --aws-sigv4", { skip: skipWithout("curl") }, async () => {
  const common = [
    "--silent",
    "--cacert",
    server.caFile,
    "--aws-sigv4",
    "aws:amz:us-east-1:execute-api",
    url.href,
  ];
  const { accessKeyId, secretAccessKey } = rootKeys;
  const right = await run("curl", [...common, "--user", `${accessKeyId}:${secretAccessKey}`], {
    env: process.env,
  });
  assert.equal(right.out, '{"ok": true}');
  const wrong = await run("curl", [...common, "--user", `${accessKeyId}:guess`], { env: process.env });
  assert.match(wrong.out, /signature/);
});
