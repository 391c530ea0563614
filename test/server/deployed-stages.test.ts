import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { get } from "../https-client.ts";
import { type RunningServer, root, startServer } from "../running-server.ts";
import { type Run, run } from "../tools.ts";

/** What `sallyport deploy` says of stages, and whether that is so. */

const folder = mkdtempSync(join(tmpdir(), "sallyport-stages-"));
let server: RunningServer;

before(async () => {
  server = await startServer();
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mock =
  "{type: mock, requestTemplates: {application/json: '{\"statusCode\": 200}'}, responses: {default: {statusCode: '200'}}}";
const api = (name: string): string => `  ${name}:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Name: ${name.toLowerCase()}
      DefinitionBody:
        openapi: 3.0.1
        info: {title: t, version: '1'}
        paths: {/a: {get: {responses: {'200': {description: ok}}, x-amazon-apigateway-integration: ${mock}}}}`;

const resources = `Resources:
${api("Guarded")}
${api("Open")}
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {Block: {}}
      VisibilityConfig: {SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: acl}
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      WebACLArn: !GetAtt Acl.Arn
      ResourceArn: !Sub "arn:aws:apigateway:\${AWS::Region}::/restapis/\${Guarded}/stages/\${Guarded.Stage}"
`;

const deploy = (globals: string): Promise<Run> =>
  deployText("stages", `Transform: AWS::Serverless-2016-10-31\n${globals}${resources}`);

async function deployText(stackName: string, template: string): Promise<Run> {
  const file = join(folder, "template.yaml");
  writeFileSync(file, template);
  const env = {
    ...server.environment,
    SALLYPORT_ROOT_ACCESS_KEY_ID: server.client.credentials.accessKeyId,
    SALLYPORT_ROOT_SECRET_ACCESS_KEY: server.client.credentials.secretAccessKey,
  };
  const args = [join(root, "bin", "sallyport.mjs"), "deploy", file, "--stack", stackName];
  const ended = await run(process.execPath, [...args, "--data", server.dataFolder], { env });
  assert.equal(ended.code, 0, ended.err);
  return ended;
}

/** The path at which a printed address answers where `*.localhost` does not resolve. */
async function statusOf(printed: Run, stage: string): Promise<number> {
  const [, apiId = "", stageName = ""] =
    new RegExp(`stage ${stage}: https://(\\w+)\\.execute-api\\.\\S+/(\\w+)$`, "m").exec(printed.out) ?? [];
  return (await get(`${server.stageUrl(apiId, stageName)}/a`, server.caFile)).status;
}

test("a stage without a web ACL beside one that has one, and SAM's own stage, are warned of", async () => {
  const printed = await deploy("");
  const warnings = printed.err.split("\n").filter((line) => line.startsWith("  ! "));
  const remedy = `"Globals: { Api: { OpenApiVersion: '3.0.1' } }" in the template keeps SAM from deploying it.`;
  assert.deepEqual(warnings, [
    `  ! The stage Stage of the API guarded has no web ACL, while prod has one: what the firewall stops there gets in here. ${remedy}`,
    `  ! SAM deployed the API open as the stage Stage as well. ${remedy}`,
  ]);
  assert.equal(await statusOf(printed, "prod of guarded"), 403);
  assert.equal(await statusOf(printed, "Stage of guarded"), 200);
});

test("the remedy removes the stage, and nothing is left to warn of", async () => {
  const printed = await deploy("Globals: { Api: { OpenApiVersion: '3.0.1' } }\n");
  assert.doesNotMatch(printed.err, /^ {2}! /m);
  assert.doesNotMatch(printed.out, /stage Stage/);
  assert.equal(await statusOf(printed, "prod of guarded"), 403);
  assert.equal(await statusOf(printed, "prod of open"), 200);
});

test("an update is followed until what it replaces is gone", async () => {
  const count = 80;
  // Each depends on the one before, so that they are deleted one after another.
  const parameter = (index: number): string =>
    `  P${index}: {Type: AWS::SSM::Parameter, ${index > 0 ? `DependsOn: P${index - 1}, ` : ""}Properties: {Type: String, Value: v}}\n`;
  const chain = Array.from({ length: count }, (_, index) => parameter(index));
  await deployText("chain", `Resources:\n${chain.join("")}`);
  const { err } = await deployText("chain", `Resources:\n${chain[0]}`);
  assert.equal(err.match(/✓ delete complete/g)?.length, count - 1);
});
