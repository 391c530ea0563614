import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { CATALOGUE, findServiceByEndpoint, findServiceBySigningName } from "./catalogue.ts";
import { loadModel } from "./model.ts";

/** The parts of a client's configuration that tell what it sends. */
interface ClientConfig {
  readonly defaultSigningName: string;
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly defaultNamespace: string;
    readonly version: string;
    readonly serviceTarget: string;
    readonly xmlNamespace?: string;
    readonly awsQueryCompatible?: boolean;
  };
}

const require = createRequire(import.meta.url);

const PROTOCOL_BY_SHAPE: Readonly<Record<string, string>> = {
  "aws.protocols#awsJson1_0": "awsJson1.0",
  "aws.protocols#awsJson1_1": "awsJson1.1",
  "aws.protocols#awsQuery": "awsQuery",
  "aws.protocols#ec2Query": "ec2Query",
  "aws.protocols#restJson1": "restJson1",
  "aws.protocols#restXml": "restXml",
};

function clientConfig(clientPackage: string): ClientConfig {
  const exports = require(clientPackage) as Record<string, unknown>;
  const [, Client] = Object.entries(exports).find(([name]) => /^[A-Z]\w*Client$/.test(name)) as [
    string,
    new (config: object) => { config: ClientConfig; destroy(): void },
  ];
  const client = new Client({ region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  client.destroy();
  return client.config;
}

describe("the catalogue agrees with the client packages", () => {
  for (const entry of CATALOGUE) {
    test(entry.id, () => {
      const { defaultSigningName, protocol, protocolSettings } = clientConfig(entry.clientPackage);
      assert.equal(entry.signingName, defaultSigningName);
      assert.equal(entry.protocols[0], PROTOCOL_BY_SHAPE[protocol.getShapeId()]);
      assert.equal(entry.version, protocolSettings.version);
      assert.equal(entry.queryCompatible ?? false, protocolSettings.awsQueryCompatible ?? false);
      assert.equal(loadModel(entry.id).namespace, protocolSettings.defaultNamespace);
      if (entry.targets.length > 0) assert.equal(entry.targets[0], protocolSettings.serviceTarget);
      // EC2's servers end the namespace in a slash, which the client package leaves out.
      const xmlNamespace = protocolSettings.xmlNamespace?.replace(/([^/])$/, "$1/");
      if (entry.xmlNamespace !== undefined) assert.equal(entry.xmlNamespace, xmlNamespace);
    });
  }
});

test("a service that speaks XML has an XML namespace", () => {
  const xml = new Set(["awsQuery", "ec2Query", "restXml"]);
  for (const entry of CATALOGUE.filter(({ protocols }) => protocols.some((protocol) => xml.has(protocol)))) {
    assert.ok(entry.xmlNamespace, entry.id);
  }
});

test("the two generations of API Gateway are told apart by their paths", () => {
  assert.equal(findServiceBySigningName("apigateway", "/restapis")?.id, "apigateway");
  assert.equal(findServiceBySigningName("apigateway", "/v2/apis")?.id, "apigatewayv2");
  assert.equal(findServiceByEndpoint("apigateway", "/v2/apis")?.id, "apigatewayv2");
});

test("no two services share a target, or a version of query calls", () => {
  const targets = CATALOGUE.flatMap((entry) => entry.targets);
  assert.equal(new Set(targets).size, targets.length);
  const query = CATALOGUE.filter(({ protocols }) => protocols.some((protocol) => protocol.endsWith("Query")));
  assert.equal(new Set(query.map((entry) => entry.version)).size, query.length);
});
