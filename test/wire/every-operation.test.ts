import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AwsError } from "../../src/aws/aws-error.ts";
import { CATALOGUE, type CatalogueEntry } from "../../src/aws/catalogue.ts";
import { type DecodedInput, decodeInput } from "../../src/aws/decode/decode-input.ts";
import { encodeError } from "../../src/aws/encode/encode-error.ts";
import { encodeOutput } from "../../src/aws/encode/encode-output.ts";
import { identifyCall } from "../../src/aws/identify.ts";
import { type ErrorModel, loadModel, type OperationModel } from "../../src/aws/model.ts";
import { requiredMembersOf } from "../../src/aws/schema.ts";
import type { WireRequest, WireResponse } from "../../src/aws/wire-request.ts";
import { Choices, comparable, generate } from "./generated-values.ts";
import { type ForcedProtocol, sdkClient } from "./sdk-client.ts";

/** What the other side should answer next, and what it has seen. */
interface Exchange {
  output: object;
  error: AwsError | undefined;
  seenOperation: string | undefined;
  seenInput: DecodedInput | undefined;
}

/** Members that the SDK's own middleware fills in or rewrites on the way, so that what arrives is not what was given. */
const S3_MIDDLEWARE = /^Checksum|^ContentMD5|SSECustomerKey|^MFA$|^ContentLength$|^Expires(String)?$/;

const routes: readonly (readonly [CatalogueEntry, ForcedProtocol])[] = CATALOGUE.flatMap((entry) =>
  entry.protocols.map(
    (protocol, index) => [entry, index === 0 ? undefined : (protocol as ForcedProtocol)] as const,
  ),
);

async function answer(request: WireRequest, exchange: Exchange): Promise<WireResponse> {
  const call = identifyCall(request);
  assert.equal(call.kind, "call", `not identified: ${request.method} ${request.path}?${request.rawQuery}`);
  exchange.seenOperation = call.operation.name;
  exchange.seenInput = await decodeInput(call, request);
  const { entry } = call.model;
  const { error, output } = exchange;
  const response = error
    ? encodeError({ entry, protocol: call.protocol, error, requestId: "r-1" })
    : encodeOutput({ ...call, output, requestId: "r-1" });
  // Some clients fail on a second spelling of a header that the HTTP server adds in lower case.
  for (const name of Object.keys(response.headers)) assert.equal(name, name.toLowerCase());
  return response;
}

/** A generated input that the SDK sends as it is. */
function inputFor(entry: CatalogueEntry, operation: OperationModel, choices: Choices): DecodedInput {
  if (!operation.input.isStructSchema()) return {};
  const input = generate(operation.input, choices, "input") as DecodedInput;
  if (entry.id !== "s3") return input;
  if ("Bucket" in input) input["Bucket"] = "bucket1";
  if ("Key" in input) input["Key"] = choices.pick(["a/b c", "é+&", "x//y", "a/"]);
  return withoutS3Middleware(input);
}

function outputFor(entry: CatalogueEntry, operation: OperationModel, choices: Choices): DecodedInput {
  if (!operation.output.isStructSchema()) return {};
  const output = generate(operation.output, choices, "output") as DecodedInput;
  return entry.id === "s3" ? withoutS3Middleware(output) : output;
}

const withoutS3Middleware = (members: DecodedInput): DecodedInput =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !S3_MIDDLEWARE.test(name)));

/** A response with its streams read and its event streams left out. */
async function received(response: Record<string, unknown>): Promise<unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(response)) {
    const stream = value as { transformToByteArray?: () => Promise<Uint8Array> };
    const bytes = value instanceof Uint8Array;
    if (!bytes && stream?.transformToByteArray) read[name] = await stream.transformToByteArray();
    else if (bytes || !(value && typeof value === "object" && Symbol.asyncIterator in value))
      read[name] = value;
  }
  return comparable(read);
}

describe("every operation of every service, through the SDK's own serialisers", () => {
  for (const [entry, forced] of routes) {
    const name = forced ? `${entry.id} over ${forced}` : entry.id;
    test(`${name}: inputs arrive and outputs return as they were`, async () => {
      const exchange: Exchange = {
        output: {},
        error: undefined,
        seenOperation: undefined,
        seenInput: undefined,
      };
      const client = sdkClient(entry, (request) => answer(request, exchange), forced);
      const choices = new Choices(7);
      const failures: string[] = [];
      for (const operation of loadModel(entry.id).operations.values()) {
        // Goes to a host of its own, whose name holds one of its members.
        if (operation.name === "WriteGetObjectResponse") continue;
        const input = inputFor(entry, operation, choices);
        exchange.output = outputFor(entry, operation, choices);
        try {
          const response = await client.send(operation.name, structuredClone(input));
          assert.equal(exchange.seenOperation, operation.name);
          const seen = entry.id === "s3" ? withoutS3Middleware(exchange.seenInput!) : exchange.seenInput;
          assert.deepEqual(comparable(seen), comparable(input));
          assert.deepEqual(await received(response), comparable(exchange.output));
        } catch (error) {
          failures.push(`${operation.name}: ${(error as Error).message}`);
        }
      }
      client.close();
      assert.deepEqual(failures, []);
    });
  }
});

describe("every modelled error, through the SDK's own deserialisers", () => {
  for (const [entry, forced] of routes) {
    const name = forced ? `${entry.id} over ${forced}` : entry.id;
    test(`${name}: errors arrive as their classes, with message and members`, async () => {
      const exchange: Exchange = {
        output: {},
        error: undefined,
        seenOperation: undefined,
        seenInput: undefined,
      };
      const client = sdkClient(entry, (request) => answer(request, exchange), forced);
      const choices = new Choices(11);
      const model = loadModel(entry.id);
      const operation =
        [...model.operations.values()].find(hasNoRequiredInput) ?? [...model.operations.values()][0]!;
      const required = operation.input.isStructSchema() ? requiredMembersOf(operation.input) : new Set();
      const input = Object.fromEntries(
        Object.entries(inputFor(entry, operation, choices)).filter(([member]) => required.has(member)),
      );
      for (const [code, shape] of model.errors) {
        const members = generate(shape.schema, choices, "output") as DecodedInput;
        delete members["message"];
        delete members["Message"];
        exchange.error = new AwsError(code, "msg <1>", { members });
        const thrown = await client.send(operation.name, input).then(
          () => assert.fail(`${code} was not thrown`),
          (error: Error & Record<string, unknown>) => error,
        );
        // Where two shapes share a query code, the SDK itself cannot tell which one it was.
        const shared = [...model.errors.values()].some(
          (other) => other !== shape && wireCode(other) === wireCode(shape),
        );
        if (!shared)
          assert.ok(thrown instanceof client.errorClass(shape.name)!, `${code} arrived as ${thrown.name}`);
        assert.equal(thrown.message, "msg <1>");
        const got = Object.fromEntries(Object.keys(members).map((member) => [member, thrown[member]]));
        assert.deepEqual(comparable(got), comparable(members), code);
      }
      client.close();
    });
  }
});

const wireCode = (shape: ErrorModel): string => shape.queryCode ?? shape.name;

const hasNoRequiredInput = (operation: OperationModel): boolean =>
  !operation.input.isStructSchema() || requiredMembersOf(operation.input).size === 0;
