import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { APIGatewayClient, CreateRestApiCommand, UpdateRestApiCommand } from "@aws-sdk/client-api-gateway";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { CreateWebACLCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import { type RunningServer, startServer } from "../running-server.ts";
import { skipWithout } from "../tools.ts";

/**
 * The README's comparison, cell by cell: the same calls to Sallyport and to moto in its default mode. A cell that
 * changes fails here first.
 */
const skip = skipWithout("python3", "-c", "import moto.server, flask");

interface Peer {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string };
  readonly maxAttempts: number;
}

let sallyport: RunningServer;
let moto: ChildProcess;
let motoPeer: Peer;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

before(async () => {
  if (skip) return;
  sallyport = await startServer();
  const port = await freePort();
  moto = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  motoPeer = { ...sallyport.client, endpoint: `http://127.0.0.1:${port}` };
  for (let tries = 0; tries < 300; tries++) {
    const answers = await fetch(motoPeer.endpoint).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await delay(100);
  }
  throw new Error("moto did not start");
});
after(async () => {
  moto?.kill("SIGKILL");
  await sallyport?.stop();
});

/** Whether the call is let in. */
const letsIn = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );

async function userWithoutPolicies(peer: Peer, UserName = "nobody"): Promise<Peer> {
  const iam = new IAMClient(peer);
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
  return { ...peer, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } };
}

/** A role that trusts nobody but a Lambda function. */
async function lambdaRole(peer: Peer, RoleName: string): Promise<string> {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const iam = new IAMClient(peer);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return Role!.Arn!;
}

/** A token that nobody signed, from an issuer whom nobody registered. */
const forgedToken = [{ alg: "none" }, { iss: "https://evil.example", sub: "root", aud: "sts.amazonaws.com" }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .concat("")
  .join(".");

const attribute = (name: string, value: string): string =>
  `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`;

/** An assertion for a role, without a signature. */
const unsignedAssertion = (roleArn: string): string =>
  Buffer.from(
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">' +
      "<saml:Assertion><saml:Subject><saml:NameID>root</saml:NameID></saml:Subject><saml:AttributeStatement>" +
      attribute("RoleSessionName", "root") +
      attribute("Role", `${roleArn},arn:aws:iam::000000000000:saml-provider/none`) +
      "</saml:AttributeStatement></saml:Assertion></samlp:Response>",
  ).toString("base64");

const visibility = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" };

/** One row: what is attempted, and whether each lets it in. */
const rows: readonly {
  readonly attempt: string;
  readonly call: (peer: Peer) => Promise<unknown>;
  readonly moto: boolean;
}[] = [
  {
    attempt: "an AWS call signed with an unknown access key",
    call: (peer) =>
      new STSClient({
        ...peer,
        credentials: { accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "x" },
      }).send(new GetCallerIdentityCommand({})),
    moto: true,
  },
  {
    attempt: "an AWS call signed with a wrong secret",
    call: (peer) =>
      new STSClient({ ...peer, credentials: { ...peer.credentials, secretAccessKey: "wrong" } }).send(
        new GetCallerIdentityCommand({}),
      ),
    moto: true,
  },
  {
    attempt: "an AWS call by a user without any policy",
    call: async (peer) => new IAMClient(await userWithoutPolicies(peer)).send(new ListUsersCommand({})),
    moto: true,
  },
  {
    attempt: "a role that does not trust the caller",
    call: async (peer) => {
      const RoleArn = await lambdaRole(peer, "trusts-lambda");
      const { credentials } = await userWithoutPolicies(peer, "stranger");
      return new STSClient({ ...peer, credentials }).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: "s" }),
      );
    },
    moto: true,
  },
  {
    attempt: "a role for a web identity token that nobody signed",
    call: async (peer) =>
      new STSClient(peer).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: await lambdaRole(peer, "web-identity"),
          RoleSessionName: "s",
          WebIdentityToken: forgedToken,
        }),
      ),
    moto: true,
  },
  {
    attempt: "a role for a SAML assertion without a signature",
    call: async (peer) => {
      const RoleArn = await lambdaRole(peer, "saml");
      return new STSClient(peer).send(
        new AssumeRoleWithSAMLCommand({
          RoleArn,
          PrincipalArn: "arn:aws:iam::000000000000:saml-provider/none",
          SAMLAssertion: unsignedAssertion(RoleArn),
        }),
      );
    },
    moto: true,
  },
  {
    attempt: "a web ACL whose rule names an IP set that does not exist",
    call: (peer) =>
      new WAFV2Client(peer).send(
        new CreateWebACLCommand({
          ...{ Name: "dangling", Scope: "REGIONAL", DefaultAction: { Allow: {} } },
          VisibilityConfig: visibility,
          Rules: [
            {
              ...{ Name: "blocked", Priority: 0, Action: { Block: {} }, VisibilityConfig: visibility },
              Statement: {
                IPSetReferenceStatement: {
                  ARN: "arn:aws:wafv2:us-east-1:000000000000:regional/ipset/gone/11111111-2222-3333-4444-555555555555",
                },
              },
            },
          ],
        }),
      ),
    moto: true,
  },
  {
    attempt: "a REST API setting that has no effect here",
    call: async (peer) => {
      const client = new APIGatewayClient(peer);
      const { id } = await client.send(new CreateRestApiCommand({ name: "compressed" }));
      const patchOperations = [{ op: "replace" as const, path: "/minimumCompressionSize", value: "1024" }];
      return client.send(new UpdateRestApiCommand({ restApiId: id!, patchOperations }));
    },
    moto: true,
  },
];

describe("what Sallyport refuses and moto lets in", { skip }, () => {
  for (const { attempt, call, moto: motoLetsIn } of rows) {
    test(attempt, async () => {
      assert.equal(await letsIn(call(sallyport.client)), false, "Sallyport refuses it");
      assert.equal(await letsIn(call(motoPeer)), motoLetsIn, "moto lets it in");
    });
  }
});
