import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  CreateAccessKeyResponse,
  CreatePolicyResponse,
  CreateRoleResponse,
  CreateUserResponse,
  GetGroupResponse,
  GetPolicyVersionResponse,
  GetRolePolicyResponse,
  GetRoleResponse,
  GetUserResponse,
  ListPoliciesResponse,
  ListUsersResponse,
} from "@aws-sdk/client-iam";
import { loadModel } from "../../aws/model.ts";
import { ACCOUNT, allowing, document, iamWorld, trusting } from "./iam.fixture.ts";

const lambda = trusting({ Service: "lambda.amazonaws.com" });

describe("users, groups and roles", () => {
  it("have ARNs with paths, unique ids and names without case", async (t) => {
    const { call } = await iamWorld(t);
    const { User } = await call<CreateUserResponse>("CreateUser", { UserName: "Ann", Path: "/desk/" });
    assert.equal(User?.Arn, `arn:aws:iam::${ACCOUNT}:user/desk/Ann`);
    assert.match(User?.UserId ?? "", /^AIDA[A-Z2-7]{17}$/);
    await assert.rejects(call("CreateUser", { UserName: "ANN" }), {
      code: "EntityAlreadyExists",
      status: 409,
      message: "User with name ANN already exists.",
    });
    const found = await call<GetUserResponse>("GetUser", { UserName: "ann" });
    assert.equal(found.User?.UserName, "Ann");
  });

  it("are not found in the words of IAM", async (t) => {
    const { call } = await iamWorld(t);
    const rows: readonly (readonly [string, object, string])[] = [
      ["GetUser", { UserName: "x" }, "The user with name x cannot be found."],
      ["GetRole", { RoleName: "x" }, "The role with name x cannot be found."],
      ["GetGroup", { GroupName: "x" }, "The group with name x cannot be found."],
      ["GetInstanceProfile", { InstanceProfileName: "x" }, "Instance Profile x cannot be found."],
      [
        "DeletePolicy",
        { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/x` },
        `Policy arn:aws:iam::${ACCOUNT}:policy/x was not found.`,
      ],
    ];
    for (const [name, input, message] of rows) {
      await assert.rejects(call(name, input), { code: "NoSuchEntity", status: 404, message });
    }
  });

  it("are listed by page and path", async (t) => {
    const { call } = await iamWorld(t);
    for (const name of ["dora", "bob", "Carl", "ann"]) {
      await call("CreateUser", { UserName: name, Path: name === "bob" ? "/x/" : "/" });
    }
    const first = await call<ListUsersResponse>("ListUsers", { MaxItems: 3 });
    assert.deepEqual(
      first.Users?.map(({ UserName }) => UserName),
      ["ann", "bob", "Carl"],
    );
    assert.equal(first.IsTruncated, true);
    const second = await call<ListUsersResponse>("ListUsers", { MaxItems: 3, Marker: first.Marker });
    assert.deepEqual(
      second.Users?.map(({ UserName }) => UserName),
      ["dora"],
    );
    assert.equal(second.IsTruncated, false);
    const inX = await call<ListUsersResponse>("ListUsers", { PathPrefix: "/x/" });
    assert.deepEqual(
      inX.Users?.map(({ UserName }) => UserName),
      ["bob"],
    );
    await assert.rejects(call("ListUsers", { Marker: "%%" }), { code: "ValidationError" });
  });

  it("keep keys and memberships when renamed", async (t) => {
    const world = await iamWorld(t);
    const { call, iam } = world;
    await call("CreateUser", { UserName: "ann" });
    await call("CreateGroup", { GroupName: "desk" });
    await call("AddUserToGroup", { GroupName: "desk", UserName: "ann" });
    const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName: "ann" });
    await call("UpdateUser", { UserName: "ann", NewUserName: "anne", NewPath: "/new/" });
    await call("UpdateGroup", { GroupName: "desk", NewGroupName: "office" });
    const credential = iam.port.findCredential(AccessKey!.AccessKeyId!, undefined);
    assert.equal(
      typeof credential === "object" && credential.principal.arn,
      `arn:aws:iam::${ACCOUNT}:user/new/anne`,
    );
    const { Users } = await call<GetGroupResponse>("GetGroup", { GroupName: "office" });
    assert.deepEqual(
      Users?.map(({ UserName }) => UserName),
      ["anne"],
    );
  });

  it("are deleted only when nothing depends on them", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann" });
    await call("CreateGroup", { GroupName: "desk" });
    await call("AddUserToGroup", { GroupName: "desk", UserName: "ann" });
    const { AccessKey } = await call<CreateAccessKeyResponse>("CreateAccessKey", { UserName: "ann" });
    await call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: allowing("s3:*") });
    await call("AttachUserPolicy", {
      UserName: "ann",
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    });
    const conflicts: readonly (readonly [RegExp, string, object])[] = [
      [
        /delete access keys first/,
        "DeleteAccessKey",
        { UserName: "ann", AccessKeyId: AccessKey?.AccessKeyId },
      ],
      [
        /detach all policies first/,
        "DetachUserPolicy",
        { UserName: "ann", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
      ],
      [/delete policies first/, "DeleteUserPolicy", { UserName: "ann", PolicyName: "p" }],
      [/remove users from group first/, "RemoveUserFromGroup", { UserName: "ann", GroupName: "desk" }],
    ];
    for (const [message, remedy, input] of conflicts) {
      await assert.rejects(call("DeleteUser", { UserName: "ann" }), {
        code: "DeleteConflict",
        status: 409,
        message,
      });
      await call(remedy, input);
    }
    await call("DeleteUser", { UserName: "ann" });
    await call("DeleteGroup", { GroupName: "desk" });
  });

  it("hold their quotas", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann" });
    await call("CreateAccessKey", { UserName: "ann" });
    await call("CreateAccessKey", { UserName: "ann" });
    await assert.rejects(call("CreateAccessKey", { UserName: "ann" }), {
      code: "LimitExceeded",
      message: "Cannot exceed quota for AccessKeysPerUser: 2",
    });
    const long = allowing("s3:*", `arn:aws:s3:::${"b".repeat(2000)}`);
    const put = call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: long });
    await assert.rejects(put, {
      code: "LimitExceeded",
      message: "Maximum policy size of 2048 bytes exceeded for user ann",
    });
  });

  it("take tags, compared without case", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann", Tags: [{ Key: "Team", Value: "blue" }] });
    await call("TagUser", {
      UserName: "ann",
      Tags: [
        { Key: "team", Value: "red" },
        { Key: "x", Value: "" },
      ],
    });
    await call("UntagUser", { UserName: "ann", TagKeys: ["X"] });
    const { User } = await call<GetUserResponse>("GetUser", { UserName: "ann" });
    assert.deepEqual(User?.Tags, [{ Key: "team", Value: "red" }]);
    const twice = [
      { Key: "a", Value: "" },
      { Key: "A", Value: "" },
    ];
    await assert.rejects(call("TagUser", { UserName: "ann", Tags: twice }), { code: "InvalidInput" });
  });
});

describe("policies", () => {
  it("come back as they were put, percent-encoded", async (t) => {
    const { call } = await iamWorld(t);
    const text =
      '{"Statement": {"Effect":"Allow","Action":"apigateway:PUT",\n"Resource":"arn:aws:apigateway:*::/tags/a%3Ab(*)"}}';
    const role = await call<CreateRoleResponse>("CreateRole", {
      RoleName: "r",
      AssumeRolePolicyDocument: lambda,
    });
    assert.equal(role.Role?.MaxSessionDuration, undefined);
    await call("PutRolePolicy", { RoleName: "r", PolicyName: "p", PolicyDocument: text });
    const { PolicyDocument } = await call<GetRolePolicyResponse>("GetRolePolicy", {
      RoleName: "r",
      PolicyName: "p",
    });
    assert.doesNotMatch(PolicyDocument ?? "", /[()*{}"\s]/);
    assert.equal(decodeURIComponent(PolicyDocument ?? ""), text);
    const { Role } = await call<GetRoleResponse>("GetRole", { RoleName: "r" });
    assert.equal(Role?.MaxSessionDuration, 3600);
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), lambda);
  });

  it("that are malformed are refused", async (t) => {
    const { call } = await iamWorld(t);
    await call("CreateUser", { UserName: "ann" });
    const put = (text: string) =>
      call("PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument: text });
    await assert.rejects(put("{"), {
      code: "MalformedPolicyDocument",
      status: 400,
      message: "This policy contains invalid Json",
    });
    await assert.rejects(put(document({ Effect: "Allow", Action: "s3:*", Resource: "x" })), {
      message: /ARN format/,
    });
    const trust = call("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: allowing("sts:AssumeRole") });
    await assert.rejects(trust, { code: "MalformedPolicyDocument" });
  });

  it("have at most five versions, of which one is in force", async (t) => {
    const { call } = await iamWorld(t);
    const { Policy } = await call<CreatePolicyResponse>("CreatePolicy", {
      PolicyName: "p",
      PolicyDocument: allowing("s3:*"),
    });
    const PolicyArn = Policy?.Arn;
    for (const action of ["sqs:*", "sns:*", "kms:*", "logs:*"]) {
      await call("CreatePolicyVersion", {
        PolicyArn,
        PolicyDocument: allowing(action),
        SetAsDefault: action === "kms:*",
      });
    }
    const sixth = call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowing("s3:*") });
    await assert.rejects(sixth, { code: "LimitExceeded", message: /up to 5 versions/ });
    await assert.rejects(call("DeletePolicyVersion", { PolicyArn, VersionId: "v4" }), {
      code: "DeleteConflict",
    });
    await call("DeletePolicyVersion", { PolicyArn, VersionId: "v5" });
    await call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowing("ec2:*") });
    const version = await call<GetPolicyVersionResponse>("GetPolicyVersion", { PolicyArn, VersionId: "v6" });
    assert.equal(version.PolicyVersion?.IsDefaultVersion, false);
    await assert.rejects(call("DeletePolicy", { PolicyArn }), {
      code: "DeleteConflict",
      message: /more than one version/,
    });
  });

  it("of AWS can be attached, counted and listed, not changed; unknown ones are refused", async (t) => {
    const { call } = await iamWorld(t);
    const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
    await call("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: lambda });
    await call("AttachRolePolicy", { RoleName: "r", PolicyArn: basic });
    await call("AttachRolePolicy", { RoleName: "r", PolicyArn: basic });
    const { Policies } = await call<ListPoliciesResponse>("ListPolicies", { OnlyAttached: true });
    assert.deepEqual(
      Policies?.map(({ Arn, AttachmentCount }) => [Arn, AttachmentCount]),
      [[basic, 1]],
    );
    await assert.rejects(call("DeletePolicy", { PolicyArn: basic }), { code: "AccessDenied" });
    const unknown = "arn:aws:iam::aws:policy/NoSuchPolicy";
    await assert.rejects(call("AttachRolePolicy", { RoleName: "r", PolicyArn: unknown }), {
      code: "NoSuchEntity",
      message: `Policy ${unknown} does not exist or is not attachable.`,
    });
    const malformed = call("AttachRolePolicy", { RoleName: "r", PolicyArn: "longpolicynamebutnoarn" });
    await assert.rejects(malformed, {
      code: "ValidationError",
      message: "Invalid ARN:  Could not be parsed!",
    });
    await assert.rejects(call("DeleteRole", { RoleName: "r" }), { message: /detach all policies/ });
  });
});

describe("the operations of IAM", () => {
  it("are in the model, each once", async (t) => {
    const { iam } = await iamWorld(t);
    const model = loadModel("iam");
    const names = iam.operations.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.ok(model.operations.has(name), name);
  });
});
