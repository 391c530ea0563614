import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { parseAuthorization } from "./parse-authorization.ts";
import { SigningSecret } from "./signing-secret.ts";
import { verifiedPayload } from "./verified-payload.ts";
import { verifySignature } from "./verify-signature.ts";

/** Enough for the clients to take the answer for one. */
const ANSWER =
  "<GetCallerIdentityResponse><GetCallerIdentityResult/><ResponseMetadata/></GetCallerIdentityResponse>";

/** aws4 has no types of its own. */
const aws4: {
  sign(options: object, keys: object): { path: string; headers: Record<string, string> };
} = createRequire(import.meta.url)("aws4");

/** Clients read the machine's clock, so this suite does too. */
const nowMs = Date.now;
const credentials = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "secret/+=",
  sessionToken: "session/+=token",
};
const secret = new SigningSecret(credentials.secretAccessKey);

/** What the server made of the last request. */
let last: { code: string; token?: string; body: string; payload: string };

async function verdictOf(incoming: IncomingMessage): Promise<typeof last> {
  const target = incoming.url!;
  const question = target.indexOf("?");
  const signed = parseAuthorization({
    method: incoming.method!,
    path: question === -1 ? target : target.slice(0, question),
    rawQuery: question === -1 ? "" : target.slice(question + 1),
    rawHeaders: incoming.rawHeaders,
  });
  const sent = await buffer(incoming);
  if (signed.kind === "refused") return { code: signed.code, body: "", payload: "" };
  const service = signed.scope.service;
  const body = service === "s3" ? "streamed" : sent;
  const verdict = verifySignature(signed, body, secret, { service, region: "eu-west-1" }, nowMs());
  if (verdict.kind === "refused")
    return { code: verdict.code + verdict.expected?.canonicalRequest, body: "", payload: "" };
  const content = await buffer(verifiedPayload(verdict, Readable.from([sent])));
  return {
    code: "verified",
    token: signed.sessionToken ?? "",
    body: content.toString(),
    payload: signed.payload.kind,
  };
}

describe("unmodified clients", () => {
  const server = createServer(async (incoming, outgoing) => {
    try {
      last = await verdictOf(incoming);
      outgoing.writeHead(last.code === "verified" ? 200 : 403, { "content-type": "text/xml" }).end(ANSWER);
    } catch (error) {
      last = { code: String(error), body: "", payload: "" };
      outgoing.writeHead(400).end();
    }
  });
  let endpoint = "";
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const expectVerified = (body: string): void => {
    assert.equal(last.code, "verified");
    assert.equal(last.body, body);
    assert.equal(last.token, credentials.sessionToken);
  };

  it("the SDK for JavaScript calls a query service", async () => {
    const client = new STSClient({ endpoint, region: "eu-west-1", credentials });
    await client.send(new GetCallerIdentityCommand({}));
    expectVerified("Action=GetCallerIdentity&Version=2011-06-15");
    client.destroy();
  });

  for (const key of ["plain", "a//b/../c d+e(f)'é~", "%2F"]) {
    it(`the SDK for JavaScript puts and presigns the S3 object ${key}`, async () => {
      const client = new S3Client({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true });
      await client.send(
        new PutObjectCommand({ Bucket: "bucket", Key: key, Body: "content", Metadata: { a: "x  y" } }),
      );
      expectVerified("content");
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: "bucket", Key: key }), {
        expiresIn: 60,
      });
      await getAsWritten(url);
      expectVerified("");
      client.destroy();
    });
  }

  it("the SDK for JavaScript streams an S3 object in chunks with a trailing checksum", async () => {
    const client = new S3Client({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true });
    const body = Readable.from([Buffer.alloc(100_000, "a"), Buffer.alloc(50_000, "b")]);
    await client.send(
      new PutObjectCommand({
        Bucket: "bucket",
        Key: "big",
        Body: body,
        ChecksumAlgorithm: "CRC32",
        ContentLength: 150_000,
      }),
    );
    expectVerified("a".repeat(100_000) + "b".repeat(50_000));
    assert.equal(last.payload, "chunked");
    client.destroy();
  });

  for (const signQuery of [false, true]) {
    it(`aws4 signs an execute-api request in the ${signQuery ? "query" : "header"}`, async () => {
      const { host } = new URL(endpoint);
      const options = {
        host,
        path: "/stage/a%20b//c/?x=1&a=b%20c&x=0",
        service: "execute-api",
        region: "eu-west-1",
        signQuery,
      };
      const signed = aws4.sign(
        signQuery ? { ...options, path: `${options.path}&X-Amz-Expires=60` } : options,
        credentials,
      );
      await fetch(`${endpoint}${signed.path}`, { headers: signed.headers });
      expectVerified("");
    });
  }

  const curl = installed("curl", ["--aws-sigv4", "aws:amz", "--version"]);
  it("curl --aws-sigv4 signs an execute-api request", {
    skip: curl ? false : "curl is not installed",
  }, async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const user = [
      "--aws-sigv4",
      "aws:amz:eu-west-1:execute-api",
      "--user",
      `${accessKeyId}:${secretAccessKey}`,
    ];
    const more = [
      "-H",
      `X-Amz-Security-Token: ${sessionToken}`,
      "-d",
      '{"a":1}',
      `${endpoint}/stage/orders?a=1&b=2`,
    ];
    await promisify(execFile)("curl", ["-sS", ...user, ...more]);
    expectVerified('{"a":1}');
  });

  const botocore = installed("python3", ["-c", "import botocore"]);
  it("botocore signs, presigns and uploads", {
    skip: botocore ? false : "botocore is not installed",
  }, async () => {
    await promisify(execFile)("python3", ["-c", PYTHON.replaceAll("ENDPOINT", endpoint)], {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
      },
    });
    expectVerified("Action=GetCallerIdentity&Version=2011-06-15");
  });
});

/** Stops at the first answer that is not 200, since botocore throws then; the last call is checked here. */
const PYTHON = `
import io, urllib.request
from botocore.session import get_session
from botocore.config import Config
config = Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 0})
s3 = get_session().create_client("s3", region_name="eu-west-1", endpoint_url="ENDPOINT", config=config)
s3.put_object(Bucket="bucket", Key="a//b c+d(é)", Body=b"content")
url = s3.generate_presigned_url("put_object", Params={"Bucket": "bucket", "Key": "a b"}, ExpiresIn=60)
urllib.request.urlopen(urllib.request.Request(url, data=b"content", method="PUT"))
sts = get_session().create_client("sts", region_name="eu-west-1", endpoint_url="ENDPOINT")
sts.get_caller_identity()
`;

/** `fetch` would resolve `..`, which is part of an object's name. */
async function getAsWritten(url: string): Promise<void> {
  const path = url.slice(url.indexOf("/", "http://".length));
  const [response] = await once(get(new URL(url).origin, { path }), "response");
  response.resume();
}

function installed(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
