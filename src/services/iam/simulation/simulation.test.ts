import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SimulatePolicyResponse } from "@aws-sdk/client-iam";
import { ACCOUNT, allowing, document, iamWorld } from "../iam.fixture.ts";
import { statementSpans } from "./statement-spans.ts";

const decisions = ({ EvaluationResults }: SimulatePolicyResponse) =>
  EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]);

describe("SimulateCustomPolicy", () => {
  it("answers for each action on each resource", async (t) => {
    const { call } = await iamWorld(t);
    const answer = await call<SimulatePolicyResponse>("SimulateCustomPolicy", {
      PolicyInputList: [allowing("s3:*"), document({ Effect: "Deny", Action: "s3:Put*", Resource: "*" })],
      ActionNames: ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"],
      ResourceArns: ["arn:aws:s3:::a"],
    });
    assert.deepEqual(decisions(answer), [
      ["s3:GetObject", "allowed"],
      ["s3:PutObject", "explicitDeny"],
      ["sqs:SendMessage", "implicitDeny"],
    ]);
    const matched = answer.EvaluationResults?.map(
      ({ MatchedStatements }) => MatchedStatements?.[0]?.SourcePolicyId,
    );
    assert.deepEqual(matched, ["PolicyInputList.1", "PolicyInputList.2", undefined]);
  });

  it("names the values that are missing, and takes those that are given", async (t) => {
    const { call } = await iamWorld(t);
    const office = document({
      Effect: "Allow",
      Action: "*",
      Resource: "*",
      Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
    });
    const ask = (entries: readonly object[]) =>
      call<SimulatePolicyResponse>("SimulateCustomPolicy", {
        PolicyInputList: [office],
        ActionNames: ["s3:GetObject"],
        ContextEntries: entries,
      });
    const bare = (await ask([])).EvaluationResults?.[0];
    assert.deepEqual([bare?.EvalDecision, bare?.MissingContextValues], ["implicitDeny", ["aws:SourceIp"]]);
    const entry = { ContextKeyName: "aws:SourceIp", ContextKeyValues: ["10.1.1.1"], ContextKeyType: "ip" };
    const given = (await ask([entry])).EvaluationResults?.[0];
    assert.deepEqual([given?.EvalDecision, given?.MissingContextValues], ["allowed", []]);
  });

  it("heeds a boundary and a resource's policy", async (t) => {
    const { call } = await iamWorld(t);
    const resourcePolicy = document({
      Effect: "Allow",
      Action: "s3:*",
      Resource: "*",
      Principal: { AWS: ACCOUNT },
    });
    const ask = (more: object) =>
      call<SimulatePolicyResponse>("SimulateCustomPolicy", {
        PolicyInputList: [allowing("s3:*")],
        ActionNames: ["s3:GetObject"],
        ...more,
      });
    const bounded = (await ask({ PermissionsBoundaryPolicyInputList: [allowing("sqs:*")] }))
      .EvaluationResults?.[0];
    assert.equal(bounded?.EvalDecision, "implicitDeny");
    assert.deepEqual(bounded?.PermissionsBoundaryDecisionDetail, { AllowedByPermissionsBoundary: false });
    await assert.rejects(ask({ ResourcePolicy: resourcePolicy }), {
      code: "InvalidInput",
      message: /CallerArn/,
    });
    const foreign = {
      CallerArn: "arn:aws:iam::444455556666:user/eve",
      ResourceOwner: `arn:aws:iam::${ACCOUNT}:root`,
    };
    assert.deepEqual(decisions(await ask({ ResourcePolicy: resourcePolicy, ...foreign })), [
      ["s3:GetObject", "implicitDeny"],
    ]);
  });

  it("pages its results", async (t) => {
    const { call } = await iamWorld(t);
    const input = { PolicyInputList: [allowing("*")], ActionNames: ["a:A", "a:B", "a:C"], MaxItems: 2 };
    const first = await call<SimulatePolicyResponse>("SimulateCustomPolicy", input);
    const second = await call<SimulatePolicyResponse>("SimulateCustomPolicy", {
      ...input,
      Marker: first.Marker,
    });
    assert.deepEqual(
      [first, second].map((page) => page.EvaluationResults?.length),
      [2, 1],
    );
    assert.equal(second.IsTruncated, false);
  });
});

describe("SimulatePrincipalPolicy", () => {
  it("answers as AWS was recorded to, with the place of the statement", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann" });
    const text =
      '{"Version": "2012-10-17", "Statement": [{"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}]}';
    await call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: text });
    const answer = await call<SimulatePolicyResponse>("SimulatePrincipalPolicy", {
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      ActionNames: ["s3:PutObject", "s3:GetObjectVersion"],
      ResourceArns: ["arn:aws:s3:::bucket"],
    });
    const matched = [
      {
        SourcePolicyId: "p",
        SourcePolicyType: "IAM Policy",
        StartPosition: { Line: 1, Column: 41 },
        EndPosition: { Line: 1, Column: 113 },
      },
    ];
    const expected = (action: string, decision: string, statements: readonly object[]) => ({
      EvalActionName: action,
      EvalResourceName: "arn:aws:s3:::bucket",
      EvalDecision: decision,
      EvalDecisionDetails: {},
      MatchedStatements: statements,
      MissingContextValues: [],
      ResourceSpecificResults: [
        {
          EvalResourceName: "arn:aws:s3:::bucket",
          EvalResourceDecision: decision,
          MatchedStatements: statements,
          MissingContextValues: [],
        },
      ],
    });
    assert.deepEqual(answer.EvaluationResults, [
      expected("s3:PutObject", "allowed", matched),
      expected("s3:GetObjectVersion", "implicitDeny", []),
    ]);
  });

  it("knows groups, boundaries, names and tags", async (t) => {
    const { call } = await iamWorld(t);
    const PermissionsBoundary = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
    await call("CreateUser", {
      UserName: "ann",
      PermissionsBoundary,
      Tags: [{ Key: "Team", Value: "blue" }],
    });
    await call("CreateGroup", { GroupName: "desk" });
    await call("AddUserToGroup", { GroupName: "desk", UserName: "ann" });
    const home = document({
      Effect: "Allow",
      Action: ["s3:*", "sqs:*"],
      Resource: "arn:aws:s3:::home/${aws:username}/*",
      Condition: { StringEquals: { "aws:PrincipalTag/Team": "blue" } },
    });
    await call("PutGroupPolicy", { GroupName: "desk", PolicyName: "p", PolicyDocument: home });
    const answer = await call<SimulatePolicyResponse>("SimulatePrincipalPolicy", {
      PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann`,
      ActionNames: ["s3:GetObject", "sqs:SendMessage"],
      ResourceArns: ["arn:aws:s3:::home/ann/1"],
    });
    assert.deepEqual(decisions(answer), [
      ["s3:GetObject", "allowed"],
      ["sqs:SendMessage", "implicitDeny"],
    ]);
    const unknown = { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/none`, ActionNames: ["s3:GetObject"] };
    await assert.rejects(call("SimulatePrincipalPolicy", unknown), { code: "NoSuchEntity" });
  });
});

describe("GetContextKeys", () => {
  const home = document({
    Effect: "Allow",
    Action: "s3:*",
    Resource: "arn:aws:s3:::home/${aws:username}/${*}",
    Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
  });

  it("names the keys of conditions and variables", async (t) => {
    const { call } = await iamWorld(t);
    const expected = { ContextKeyNames: ["aws:SourceIp", "aws:username"] };
    assert.deepEqual(
      await call("GetContextKeysForCustomPolicy", { PolicyInputList: [home, home] }),
      expected,
    );
    await call("CreateUser", { UserName: "ann" });
    await call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: home });
    const source = { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann` };
    assert.deepEqual(await call("GetContextKeysForPrincipalPolicy", source), expected);
  });
});

describe("the places of statements", () => {
  it("are found over lines and past braces in strings", () => {
    const text = '{"Id": "{[",\n "Statement": [\n  {"Sid": "}", "Condition": {"a": {}}},\n  {}]}';
    assert.deepEqual(statementSpans(text), [
      { StartPosition: { Line: 3, Column: 3 }, EndPosition: { Line: 3, Column: 38 } },
      { StartPosition: { Line: 4, Column: 3 }, EndPosition: { Line: 4, Column: 4 } },
    ]);
  });
});
