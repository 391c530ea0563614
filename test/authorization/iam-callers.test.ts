import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleWithWebIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import aws4 from "aws4";
import type { DecisionRecord } from "../../src/gateway/decision-record.ts";
import { totpCode, totpStep } from "../../src/services/iam/mfa/totp.ts";
import {
  identityProvider,
  providerKey,
  signToken,
} from "../../src/services/sts/web-identity/identity-provider.fixture.ts";
import { type RunningServer, rootKeys, startServer } from "../running-server.ts";
import {
  assume,
  type Called,
  clientOf,
  document,
  identityApi,
  invoke,
  type Keys,
  keysOf,
  newAdministrator,
  newRole,
  newUser,
  trusting,
} from "./callers.ts";

/** Every kind of signer that IAM knows, at an API behind AWS_IAM: who is let in, and who the API is told it is. */
const account = "000000000000";
let server: RunningServer;
let iam: IAMClient;
let call: (keys: Keys) => Promise<Called>;
let administrator: Keys;

before(async () => {
  server = await startServer();
  iam = new IAMClient(server.client);
  call = await identityApi(server);
  administrator = await newAdministrator(server, "administrator");
});
after(() => server.stop());

const statusOf = async (keys: Keys): Promise<number> => (await call(keys)).status;

/** What each policy layer said of a refused request, as the decision record keeps it. */
async function layersOf({ requestId }: Called): Promise<readonly (readonly [string, string])[]> {
  const path = `/_sallyport/decision-records/${requestId}`;
  const { host } = new URL(server.url);
  const target = { host, path, service: "sallyport", region: "us-east-1" };
  for (let tries = 0; tries < 500; tries++) {
    const { headers } = aws4.sign({ ...target }, rootKeys);
    const answer = await fetch(`${server.url}${path}`, { headers: headers as Record<string, string> });
    const { stages } = (await answer.json()) as Partial<DecisionRecord>;
    const policies = stages?.flatMap((stage) => stage.policies ?? []);
    if (policies) return policies.map(({ layer, outcome }) => [layer, outcome] as const);
    // Records are written in batches, a moment after the answer.
    await delay(10);
  }
  assert.fail(`there is no record of ${requestId}`);
}

async function newPolicy(PolicyName: string, PolicyDocument: string): Promise<string> {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
  return Policy!.Arn!;
}

const nothing = document({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

describe("a user", () => {
  test("is let in by a policy of their own or of a group, and by nothing else", async () => {
    assert.equal(await statusOf(await newUser(server, "alone")), 403);
    assert.equal(await statusOf(await newUser(server, "own", invoke())), 200);
    const grouped = await newUser(server, "grouped");
    await iam.send(new CreateGroupCommand({ GroupName: "desk" }));
    await iam.send(
      new PutGroupPolicyCommand({ GroupName: "desk", PolicyName: "p", PolicyDocument: invoke() }),
    );
    await iam.send(new AddUserToGroupCommand({ GroupName: "desk", UserName: "grouped" }));
    assert.equal(await statusOf(grouped), 200);
  });

  test("is kept within a permissions boundary", async () => {
    const bounded = async (name: string, boundary: string) =>
      newUser(server, name, invoke(), { PermissionsBoundary: await newPolicy(`${name}-boundary`, boundary) });
    assert.equal(await statusOf(await bounded("inside", invoke())), 200);
    const refused = await call(await bounded("outside", nothing));
    assert.equal(refused.status, 403);
    assert.deepEqual((await layersOf(refused)).at(-1), ["permissions-boundary", "ImplicitDeny"]);
  });

  test("is named to the API by account, id, ARN and key", async () => {
    const keys = await newUser(server, "named", invoke(), { Path: "/staff/" });
    const { identity } = await call(keys);
    const { user = "", ...rest } = identity ?? {};
    assert.match(user, /^AIDA/);
    assert.deepEqual(rest, {
      accountId: account,
      caller: user,
      userArn: `arn:aws:iam::${account}:user/staff/named`,
      accessKey: keys.accessKeyId,
      principalOrgId: "",
      cognitoIdentityId: "",
      cognitoIdentityPoolId: "",
      cognitoAuthenticationType: "",
      cognitoAuthenticationProvider: "",
    });
  });

  test("without a second factor is told from one with it, and an old factor from a new one", async () => {
    const withFactor = (condition: object) => invoke({ Condition: condition });
    const present = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
    const recent = { ...present, NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } };
    const old = { ...present, NumericGreaterThan: { "aws:MultiFactorAuthAge": "3600" } };
    const keys = await newUser(server, "careful", withFactor(recent));
    const sts = new STSClient(clientOf(server, keys));
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "phone" }),
    );
    const SerialNumber = VirtualMFADevice!.SerialNumber!;
    const seed = fromBase32(Buffer.from(VirtualMFADevice!.Base32StringSeed!).toString());
    const [AuthenticationCode1, AuthenticationCode2, TokenCode] = [-1, 0, 1].map((offset) =>
      totpCode(seed, totpStep(Date.now()) + offset),
    );
    await iam.send(
      new EnableMFADeviceCommand({
        ...{ UserName: "careful", SerialNumber },
        ...{ AuthenticationCode1, AuthenticationCode2 },
      }),
    );
    const session = async (factor: object) =>
      keysOf((await sts.send(new GetSessionTokenCommand(factor))).Credentials);
    assert.equal(await statusOf(keys), 403);
    assert.equal(await statusOf(await session({})), 403);
    const strong = await session({ SerialNumber, TokenCode });
    assert.equal(await statusOf(strong), 200);
    await iam.send(
      new PutUserPolicyCommand({
        ...{ UserName: "careful", PolicyName: "own", PolicyDocument: withFactor(old) },
      }),
    );
    assert.equal(await statusOf(strong), 403);
  });
});

describe("a session of a role", () => {
  test("is named to the API by the role, the session and its own key", async () => {
    const role = await newRole(server, { RoleName: "Clerk", trust: trusting(account) }, invoke());
    const keys = await assume(server, administrator, role);
    const { identity } = await call(keys);
    assert.match(identity?.["caller"] ?? "", /^AROA[A-Z0-9]+:monday$/);
    assert.equal(identity?.["user"], identity?.["caller"]);
    assert.equal(identity?.["userArn"], `arn:aws:sts::${account}:assumed-role/Clerk/monday`);
    assert.equal(identity?.["accessKey"], keys.accessKeyId);
    assert.match(keys.accessKeyId, /^ASIA/);
  });

  test("does not open without its token, or with another's", async () => {
    const role = await newRole(server, { RoleName: "Token", trust: trusting(account) }, invoke());
    const first = await assume(server, administrator, role);
    const second = await assume(server, administrator, role);
    const { sessionToken: _, ...without } = first;
    assert.equal(await statusOf(first), 200);
    assert.equal(await statusOf(without), 403);
    assert.equal(await statusOf({ ...first, sessionToken: second.sessionToken! }), 403);
  });

  test("is narrowed by session policies and by the role's boundary", async () => {
    const trust = trusting(account);
    const role = await newRole(server, { RoleName: "Wide", trust }, invoke());
    const inline = (Policy: string) => assume(server, administrator, role, { Policy });
    assert.equal(await statusOf(await inline(invoke())), 200);
    const refused = await call(await inline(nothing));
    assert.equal(refused.status, 403);
    assert.ok((await layersOf(refused)).some(([layer, says]) => layer === "session" && says !== "Allow"));
    const arn = await newPolicy("nothing", nothing);
    const managed = { PolicyArns: [{ arn }] };
    assert.equal(await statusOf(await assume(server, administrator, role, managed)), 403);
    const bounded = { RoleName: "Bounded", trust, PermissionsBoundary: arn };
    const boundedRole = await newRole(server, bounded, invoke());
    assert.equal(await statusOf(await assume(server, administrator, boundedRole)), 403);
  });

  test("is not widened by a session policy", async () => {
    const role = await newRole(server, { RoleName: "Narrow", trust: trusting(account) }, nothing);
    const keys = await assume(server, administrator, role, { Policy: invoke() });
    assert.equal(await statusOf(keys), 403);
  });

  test("is judged by its tags", async () => {
    const blue = invoke({ Condition: { StringEquals: { "aws:PrincipalTag/team": "blue" } } });
    const Tags = [{ Key: "team", Value: "red" }];
    const role = await newRole(server, { RoleName: "Tagged", trust: trusting(account), Tags }, blue);
    assert.equal(await statusOf(await assume(server, administrator, role)), 403);
    const tagged = { Tags: [{ Key: "team", Value: "blue" }] };
    assert.equal(await statusOf(await assume(server, administrator, role, tagged)), 200);
  });

  test("of a web identity is let in as the role, whose policy may ask about the token", async (t) => {
    const provider = await identityProvider(t);
    const key = await providerKey("one");
    provider.publish(key.jwk);
    const create = { Url: provider.url, ClientIDList: ["sts.amazonaws.com"] };
    const { OpenIDConnectProviderArn } = await iam.send(new CreateOpenIDConnectProviderCommand(create));
    const trust = document({
      Effect: "Allow",
      Principal: { Federated: OpenIDConnectProviderArn },
      Action: "sts:AssumeRoleWithWebIdentity",
    });
    const subject = `${provider.url.slice("http://".length)}:sub`;
    const main = invoke({ Condition: { StringLike: { [subject]: "repo:acme/*" } } });
    const RoleArn = await newRole(server, { RoleName: "Deploy", trust }, main);
    const { endpoint, region } = server.client;
    const pipeline = new STSClient({ endpoint, region, maxAttempts: 1 });
    const sessionFor = async (sub: string): Promise<Keys> => {
      const nowS = Math.floor(Date.now() / 1000);
      const claims = { iss: provider.url, aud: "sts.amazonaws.com", iat: nowS, exp: nowS + 60, sub };
      const input = { RoleArn, RoleSessionName: "ci", WebIdentityToken: await signToken(key, claims) };
      return keysOf((await pipeline.send(new AssumeRoleWithWebIdentityCommand(input))).Credentials);
    };
    const { status, identity } = await call(await sessionFor("repo:acme/orders"));
    assert.deepEqual(
      [status, identity?.["userArn"]],
      [200, `arn:aws:sts::${account}:assumed-role/Deploy/ci`],
    );
    assert.equal(await statusOf(await sessionFor("repo:other/orders")), 403);
  });
});

describe("a federated user", () => {
  test("may what both the user and the passed policies allow", async () => {
    const may = document(
      { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" },
      { Effect: "Allow", Action: "sts:GetFederationToken", Resource: "*" },
    );
    const mayNot = document({ Effect: "Allow", Action: "sts:GetFederationToken", Resource: "*" });
    const federate = async (user: Keys, Policy?: string): Promise<Keys> => {
      const command = new GetFederationTokenCommand({ Name: "guest", ...(Policy && { Policy }) });
      return keysOf((await new STSClient(clientOf(server, user)).send(command)).Credentials);
    };
    const broker = await newUser(server, "broker", may);
    const { status, identity } = await call(await federate(broker, invoke()));
    assert.deepEqual(
      [status, identity?.["userArn"], identity?.["caller"]],
      [200, `arn:aws:sts::${account}:federated-user/guest`, `${account}:guest`],
    );
    assert.equal(await statusOf(await federate(broker)), 403);
    assert.equal(await statusOf(await federate(broker, nothing)), 403);
    assert.equal(await statusOf(await federate(await newUser(server, "poor", mayNot), invoke())), 403);
  });
});

test("the root user is let in, as the account", async () => {
  const { status, identity } = await call(rootKeys);
  assert.equal(status, 200);
  assert.deepEqual(
    [identity?.["accountId"], identity?.["caller"], identity?.["userArn"], identity?.["accessKey"]],
    [account, account, `arn:aws:iam::${account}:root`, rootKeys.accessKeyId],
  );
});

/** RFC 4648, section 6, without padding. */
function fromBase32(text: string): Buffer {
  const digits = [...text].map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}
