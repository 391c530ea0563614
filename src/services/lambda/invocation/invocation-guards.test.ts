import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { DeleteRoleCommand, DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import type { FunctionInvocation } from "../../../gateway/ports.ts";
import { anonymousPrincipal, type Principal } from "../../../policy/principal.ts";
import { ACCOUNT, ECHO, errorOf, type LambdaWorld, lambdaWorld } from "../lambda.fixture.ts";
import { lambdaCallers, makeRole } from "../lambda-callers.fixture.ts";

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:guarded`;
const SOURCE = `arn:aws:execute-api:us-east-1:${ACCOUNT}:api1/prod/GET/orders`;
const NOBODY: Principal = {
  type: "User",
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/gone`,
  userId: "AIDAGONEGONEGONEGONE",
  userName: "gone",
  tags: {},
};

describe("who may have a function called, and as whom it runs", () => {
  let world: LambdaWorld;
  before(async () => {
    world = await lambdaWorld();
    await lambdaCallers(world);
    await world.create("guarded", ECHO);
  });
  after(() => world.stop());

  const gateway = async (more: Partial<FunctionInvocation> = {}): Promise<string> => {
    const outcome = await world.service.port.invoke({
      functionArn: ARN,
      payload: Buffer.from("1"),
      sourceArn: SOURCE,
      sourceAccountId: ACCOUNT,
      timeoutMs: 29_000,
      signal: new AbortController().signal,
      ...more,
    });
    return outcome.kind === "refused" ? outcome.detail : outcome.kind;
  };
  const permit = (more: object) =>
    world.lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName: "guarded", StatementId: "s", Action: "lambda:InvokeFunction" },
        ...{ Principal: "apigateway.amazonaws.com", ...more },
      }),
    );
  const root: Principal = {
    ...{ type: "Root", accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, userId: ACCOUNT, tags: {} },
  };

  it("calls for the API's caller what that caller may call, and for nobody without credentials", async () => {
    assert.equal(await gateway({ caller: root }), "returned");
    assert.match(await gateway({ caller: anonymousPrincipal }), /no credentials to call the function with/);
    assert.equal(await gateway({ caller: NOBODY }), `${NOBODY.arn} is gone`);
    const stranger = { ...root, accountId: "444455556666", arn: "arn:aws:iam::444455556666:root" };
    assert.match(await gateway({ caller: stranger }), /may not lambda:InvokeFunction/);
  });

  it("does not take a caller who may not call for API Gateway, which may", async () => {
    await world.create("for-gateway", ECHO);
    await permit({ FunctionName: "for-gateway" });
    const functionArn = ARN.replace("guarded", "for-gateway");
    assert.equal(await gateway({ functionArn }), "returned");
    assert.match(await gateway({ functionArn, caller: anonymousPrincipal }), /no credentials/);
    const stranger = { ...root, accountId: "444455556666", arn: "arn:aws:iam::444455556666:root" };
    assert.match(await gateway({ functionArn, caller: stranger }), /may not lambda:InvokeFunction/);
  });

  it("lends a role to the APIs that its trust policy names, and to no other", async () => {
    const only = { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": SOURCE } };
    const credentialsRoleArn = await makeRole(
      ...([world, "lent", { Service: "apigateway.amazonaws.com" }, only] as const),
    );
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: ARN },
    });
    await world.iam.send(new PutRolePolicyCommand({ RoleName: "lent", PolicyName: "p", PolicyDocument }));
    assert.equal(await gateway({ credentialsRoleArn }), "returned");
    const other = SOURCE.replace("api1", "api2");
    assert.match(await gateway({ credentialsRoleArn, sourceArn: other }), /sts:AssumeRole/);
    assert.match(await gateway({ credentialsRoleArn, sourceAccountId: "444455556666" }), /sts:AssumeRole/);
    // The role calls for itself: a permission of the function for API Gateway's source does not open for it.
    await world.iam.send(new DeleteRolePolicyCommand({ RoleName: "lent", PolicyName: "p" }));
    await permit({ Principal: credentialsRoleArn, SourceArn: SOURCE });
    assert.match(await gateway({ credentialsRoleArn }), /may not lambda:InvokeFunction/);
  });

  it("asks the policy of the version that API Gateway names, not that of the function", async () => {
    await world.create("versioned", ECHO, { Publish: true });
    await permit({ FunctionName: "versioned" });
    const functionArn = ARN.replace("guarded", "versioned");
    assert.equal(await gateway({ functionArn }), "returned");
    assert.match(await gateway({ functionArn: `${functionArn}:1` }), /may not lambda:InvokeFunction/);
    assert.match(await gateway({ functionArn: `${functionArn}:2` }), /there is no function/);
    await permit({ FunctionName: "versioned", Qualifier: "1" });
    assert.equal(await gateway({ functionArn: `${functionArn}:1` }), "returned");
  });

  it("waits no longer for a function than API Gateway does, nor for a client that is gone", async () => {
    await world.create("slow", "exports.handler = () => new Promise((r) => setTimeout(r, 60000))", {
      Timeout: 60,
    });
    const functionArn = ARN.replace("guarded", "slow");
    const late = gateway({ functionArn, caller: root, timeoutMs: 50 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    world.clock.advance(50);
    assert.equal(await late, "timed-out");
    const gone = new AbortController();
    const given = gateway({ functionArn, caller: root, signal: gone.signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
    gone.abort();
    assert.equal(await given, "timed-out");
    world.clock.advance(60_000);
  });

  it("runs a function on a role that trusts Lambda for that function only", async () => {
    const only = { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": ARN } };
    const Role = await makeRole(world, "mine", { Service: "lambda.amazonaws.com" }, only);
    const update = (FunctionName: string) =>
      errorOf(world.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Role })));
    assert.equal(await update("guarded"), "no error");
    assert.equal(
      await errorOf(world.lambda.send(new InvokeCommand({ FunctionName: "guarded" }))),
      "no error",
    );
    await world.create("unnamed", ECHO);
    assert.match(await update("unnamed"), /cannot be assumed by Lambda/);
    assert.match(await errorOf(world.create("never", ECHO, { Role })), /cannot be assumed by Lambda/);
  });

  it("tells a caller nothing of why a function could not be run", async () => {
    const Role = await makeRole(world, "fleeting", { Service: "lambda.amazonaws.com" });
    await world.create("orphan", ECHO, { Role });
    await world.iam.send(new DeleteRoleCommand({ RoleName: "fleeting" }));
    assert.equal(
      await errorOf(world.lambda.send(new InvokeCommand({ FunctionName: "orphan" }))),
      "500 ServiceException: The function environment could not be started",
    );
  });

  const logging: readonly (readonly [name: string, allowed: readonly string[], logs: number])[] = [
    ["create streams and write events", ["logs:CreateLogStream", "logs:PutLogEvents"], 1],
    ["create streams only", ["logs:CreateLogStream"], 0],
    ["write events only", ["logs:PutLogEvents"], 0],
  ];
  for (const [name, allowed, logs] of logging) {
    it(`keeps ${logs} line of the log of a function whose role may ${name}`, async () => {
      const RoleName = name.replaceAll(" ", "-");
      const Role = await makeRole(world, RoleName, { Service: "lambda.amazonaws.com" });
      const Statement = { Effect: "Allow", Action: allowed, Resource: "*" };
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await world.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
      await world.create(RoleName, `exports.handler = async () => console.log("said ${RoleName}")`, { Role });
      await world.lambda.send(new InvokeCommand({ FunctionName: RoleName, LogType: "Tail" }));
      assert.equal(world.logged.filter(({ message }) => message.includes(`said ${RoleName}`)).length, logs);
    });
  }

  it("streams nothing of a function that may not be called now", async () => {
    await world.create("stopped", ECHO);
    const reserve = { FunctionName: "stopped", ReservedConcurrentExecutions: 0 };
    await world.lambda.send(new PutFunctionConcurrencyCommand(reserve));
    const call = (more: object) =>
      errorOf(world.lambda.send(new InvokeWithResponseStreamCommand({ FunctionName: "stopped", ...more })));
    assert.match(await call({}), /^429 TooManyRequestsException/);
    assert.equal(await call({ InvocationType: "DryRun" }), "no error");
    assert.match(await call({ TenantId: "t" }), /^501 NotImplemented: .*TenantId/);
    const plain = { FunctionName: "stopped", TenantId: "t" };
    assert.match(
      await errorOf(world.lambda.send(new InvokeCommand(plain))),
      /^501 NotImplemented: .*TenantId/,
    );
  });

  it("takes no client context over 3,583 characters", async () => {
    const ClientContext = Buffer.from(JSON.stringify("x".repeat(3000))).toString("base64");
    const call = new InvokeCommand({ FunctionName: "guarded", ClientContext });
    assert.match(await errorOf(world.lambda.send(call)), /^400 /);
  });

  it("configures retries of versions that are there, and sends results nowhere else", async () => {
    await world.lambda.send(new PublishVersionCommand({ FunctionName: "guarded" }));
    const put = (more: object) =>
      errorOf(
        world.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "guarded", ...more })),
      );
    assert.match(await put({ Qualifier: "9" }), /^404 /);
    for (const side of ["OnSuccess", "OnFailure"])
      assert.match(
        await put({ DestinationConfig: { [side]: { Destination: "arn:aws:sqs:us-east-1:111122223333:q" } } }),
        /^501 NotImplemented: .*DestinationConfig/,
      );
    assert.equal(await put({ Qualifier: "1", MaximumRetryAttempts: 0 }), "no error");
  });
});
