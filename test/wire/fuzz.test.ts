import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AwsError } from "../../src/aws/aws-error.ts";
import { CATALOGUE, findService } from "../../src/aws/catalogue.ts";
import { parseCbor } from "../../src/aws/decode/cbor.ts";
import { decodeInput } from "../../src/aws/decode/decode-input.ts";
import { formTree } from "../../src/aws/decode/form.ts";
import { parseJson } from "../../src/aws/decode/json.ts";
import { WireFault } from "../../src/aws/decode/wire-fault.ts";
import { parseXml } from "../../src/aws/decode/xml-document.ts";
import { encodeError } from "../../src/aws/encode/encode-error.ts";
import { identifyCall } from "../../src/aws/identify.ts";
import { loadModel } from "../../src/aws/model.ts";
import { parseParameters } from "../../src/aws/parameters.ts";
import { validateInput } from "../../src/aws/validate.ts";
import { type WireRequest, wireRequest } from "../../src/aws/wire-request.ts";
import { Choices, generate } from "./generated-values.ts";
import { sdkClient } from "./sdk-client.ts";

/** The same runs every time: a failure here is a failure everywhere. */
const runs = { seed: 1, numRuns: 500 } as const;

const parsers: readonly (readonly [name: string, parse: (body: Buffer) => unknown])[] = [
  ["JSON", parseJson],
  ["CBOR", parseCbor],
  ["XML", (body) => parseXml(body.toString("utf8"))],
  ["forms", (body) => formTree(parseParameters(body.toString("utf8")))],
];

/** Bytes, and texts out of the pieces that mean something to one parser or another. */
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .array(
      fc.constantFrom(
        ..."<a>|</a>|<a b='c'|/>|<!--|-->|<![CDATA[|]]>|<!DOCTYPE|&amp;|&|{|}|[|]|\"|:|,|null|1e9|a=b&|a.1=|.|=|%".split(
          "|",
        ),
        "__proto__",
        "constructor",
      ),
      { maxLength: 60 },
    )
    .map((pieces) => Buffer.from(pieces.join(""))),
);

describe("no body makes a parser throw anything but its own error", () => {
  for (const [name, parse] of parsers) {
    test(name, () => {
      const law = fc.property(bodies, (body) => {
        try {
          parse(body);
        } catch (error) {
          assert.ok(error instanceof WireFault, String(error));
        }
      });
      fc.assert(law, runs);
    });
  }
});

/** Serves a request as far as this layer goes. Every outcome but an `AwsError` is a bug. */
async function serve(request: WireRequest): Promise<void> {
  const call = identifyCall(request);
  try {
    if (call.kind === "unidentified") throw call.error;
    validateInput(call.model, call.operation.name, await decodeInput(call, request));
  } catch (error) {
    assert.ok(error instanceof AwsError, `${request.method} ${request.path}: ${String(error)}`);
    const entry = call.kind === "call" ? call.model.entry : call.entry;
    const { status } = encodeError({ entry, protocol: call.protocol, error, requestId: "r-1" });
    assert.ok(status >= 400 && status < 500, String(status));
  }
}

/** Real requests of a service: every seventh operation, as the SDK sends it. */
async function realRequests(serviceId: string): Promise<WireRequest[]> {
  const requests: WireRequest[] = [];
  const client = sdkClient(findService(serviceId)!, (request) => {
    requests.push(request);
    throw new Error("recorded");
  });
  const choices = new Choices(3);
  const operations = [...loadModel(serviceId).operations.values()].filter((_, index) => index % 7 === 0);
  for (const operation of operations) {
    const input = operation.input.isStructSchema()
      ? (generate(operation.input, choices, "input") as object)
      : {};
    await client.send(operation.name, input).catch(() => undefined);
  }
  client.close();
  assert.notEqual(requests.length, 0);
  return requests;
}

const FRAGMENTS = [
  "",
  "\0",
  '"',
  "{",
  "]",
  "<",
  "&",
  "%",
  "=",
  ".",
  "1",
  "-1",
  "1e999",
  "null",
  "true",
  "__proto__",
  "\ud800",
  "a".repeat(300),
];

/** A text with a stretch of it replaced, repeated or cut out. */
function mutated(text: string, choices: Choices): string {
  const start = Math.floor(choices.next() * (text.length + 1));
  const end = Math.min(text.length, start + Math.floor(choices.next() * 12));
  return (
    text.slice(0, start) + choices.pick([...FRAGMENTS, text.slice(start, end).repeat(2)]) + text.slice(end)
  );
}

function mutatedRequest(request: WireRequest, choices: Choices): WireRequest | undefined {
  const body = Buffer.isBuffer(request.body) ? request.body.toString("latin1") : "";
  const target = request.rawQuery ? `${request.path}?${request.rawQuery}` : request.path;
  const inBody = body !== "" && choices.next() < 0.7;
  const rawHeaders = [...request.rawHeaders];
  const header = Math.floor(choices.next() * rawHeaders.length);
  if (choices.next() < 0.2) rawHeaders[header] = mutated(rawHeaders[header]!, choices);
  try {
    return wireRequest({
      method: choices.next() < 0.95 ? request.method : choices.pick(["GET", "PUT", "POST", "DELETE"]),
      target: inBody ? target : mutated(target, choices),
      rawHeaders,
      body: inBody ? Buffer.from(mutated(body, choices), "latin1") : Buffer.from(body, "latin1"),
    });
  } catch (error) {
    assert.ok(error instanceof AwsError, String(error));
    return undefined;
  }
}

describe("no request, however mangled, ends in anything but an answer that blames the caller", () => {
  for (const { id } of CATALOGUE) {
    test(id, async () => {
      const choices = new Choices(5);
      for (const request of await realRequests(id)) {
        for (let round = 0; round < 12; round++) {
          const mangled = mutatedRequest(request, choices);
          if (mangled) await serve(mangled);
        }
      }
    });
  }
});
