import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import {
  assertionXml,
  metadataOf,
  responseXml,
  samlKeys,
  signXml,
} from "../../src/services/sts/saml/saml-provider.fixture.ts";
import {
  identityProvider,
  providerKey,
  signToken,
} from "../../src/services/sts/web-identity/identity-provider.fixture.ts";
import { type RunningServer, startServer } from "../running-server.ts";

/** A pipeline with a token of its own and without any AWS credentials, as GitHub's are. */
let server: RunningServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

test("a token of an identity provider opens the role that trusts it, without a signature", async (t) => {
  const provider = await identityProvider(t);
  const key = await providerKey("one");
  provider.publish(key.jwk);
  const iam = new IAMClient(server.client);
  const create = { Url: provider.url, ClientIDList: ["sts.amazonaws.com"] };
  const { OpenIDConnectProviderArn } = await iam.send(new CreateOpenIDConnectProviderCommand(create));
  const subject = `${provider.url.slice("http://".length)}:sub`;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: OpenIDConnectProviderArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [subject]: "repo:acme/orders:ref:refs/heads/main" } },
      },
    ],
  };
  const role = { RoleName: "Deploy", AssumeRolePolicyDocument: JSON.stringify(trust) };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const { endpoint, region } = server.client;
  const pipeline = new STSClient({ endpoint, region, maxAttempts: 1 });
  const assume = async (ref: string) => {
    const nowS = Math.floor(Date.now() / 1000);
    const claims = { iss: provider.url, aud: "sts.amazonaws.com", iat: nowS, exp: nowS + 60 };
    const WebIdentityToken = await signToken(key, { ...claims, sub: `repo:acme/orders:ref:${ref}` });
    const input = { RoleArn: Role!.Arn, RoleSessionName: "pipeline", WebIdentityToken };
    return pipeline.send(new AssumeRoleWithWebIdentityCommand(input));
  };
  const { Credentials } = await assume("refs/heads/main");
  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  const session = new STSClient({ ...server.client, credentials });
  const { Arn } = await session.send(new GetCallerIdentityCommand({}));
  assert.match(Arn ?? "", /assumed-role\/Deploy\/pipeline$/);
  await assert.rejects(assume("refs/heads/evil"), { name: "AccessDenied" });
});

test("an assertion of a SAML provider opens the role that trusts it, without a signature", async () => {
  const keys = await samlKeys("idp");
  const iam = new IAMClient(server.client);
  const metadata = { Name: "Corp", SAMLMetadataDocument: metadataOf(keys) };
  const { SAMLProviderArn } = await iam.send(new CreateSAMLProviderCommand(metadata));
  const trust = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: SAMLProviderArn },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { StringEquals: { "saml:sub": "ann" } },
      },
    ],
  };
  const role = { RoleName: "Staff", AssumeRolePolicyDocument: JSON.stringify(trust) };
  const { Role } = await iam.send(new CreateRoleCommand(role));
  const { endpoint, region } = server.client;
  const browser = new STSClient({ endpoint, region, maxAttempts: 1 });
  const assume = async (subject: string) => {
    const attributes = { Role: `${Role!.Arn},${SAMLProviderArn}`, RoleSessionName: subject };
    const response = signXml(responseXml(assertionXml({ nowMs: Date.now(), subject, attributes })), keys);
    const SAMLAssertion = Buffer.from(response).toString("base64");
    const input = { RoleArn: Role!.Arn, PrincipalArn: SAMLProviderArn, SAMLAssertion };
    return browser.send(new AssumeRoleWithSAMLCommand(input));
  };
  const { AssumedRoleUser } = await assume("ann");
  assert.match(AssumedRoleUser?.Arn ?? "", /assumed-role\/Staff\/ann$/);
  await assert.rejects(assume("eve"), { name: "AccessDenied" });
});

test("nothing else of STS is open without a signature", async () => {
  for (const action of ["GetCallerIdentity", "GetSessionToken", "AssumeRole"]) {
    const body = new URLSearchParams({ Action: action, Version: "2011-06-15" });
    const answer = await fetch(server.url, { method: "POST", body });
    assert.equal(answer.status, 403, action);
    assert.match(await answer.text(), /MissingAuthenticationToken/);
  }
});
