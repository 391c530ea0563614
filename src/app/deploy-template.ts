import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { CloudFormationClient, type StackEvent } from "@aws-sdk/client-cloudformation";
import { packageTemplate, uploadContent } from "../deploy/packaging/package-template.ts";
import { awsClient } from "./aws-client.ts";
import type { Terminal } from "./command.ts";
import { type DeployedStage, deployedStages, stageWarnings } from "./deployed-stages.ts";
import { readRootCredentials } from "./root-credentials.ts";
import type { ServerAddress } from "./running-server.ts";
import { shownPath } from "./shown-path.ts";
import { deployStack, type StackOutcome } from "./stack-deployment.ts";
import { TemplateLines } from "./template-lines.ts";
import { wireCaller } from "./wire-caller.ts";

/** A template to deploy, and where. */
export interface TemplateDeployment {
  readonly file: string;
  /** Default: the name of the template's folder. */
  readonly stackName?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly server: ServerAddress;
  readonly dataFolder: string;
}

/** A stack that was deployed. */
export interface DeployedStack extends StackOutcome {
  readonly stackName: string;
  /** The stages of its APIs. */
  readonly stages: readonly DeployedStage[];
}

/** A template longer than this cannot go in the request. Source: CloudFormation quotas, "Template body size in a request". */
const templateBodyBytesMax = 51_200;

/** One line for each thing that was done or failed; what is only under way says nothing yet. */
function describeEvent(event: StackEvent, lines: TemplateLines, file: string): string | undefined {
  const { ResourceStatus = "", ResourceType = "", LogicalResourceId = "", ResourceStatusReason = "" } = event;
  const isStack = ResourceType === "AWS::CloudFormation::Stack";
  const isRollback = ResourceStatus.includes("ROLLBACK_IN_PROGRESS");
  if (ResourceStatus.endsWith("_IN_PROGRESS") && !isRollback) return undefined;
  const mark = ResourceStatus.endsWith("_FAILED") ? "✗" : isRollback ? "↩" : "✓";
  const status = ResourceStatus.replace("UPDATE_ROLLBACK", "ROLLBACK").toLowerCase().replaceAll("_", " ");
  const line = mark === "✗" && !isStack ? lines.find(LogicalResourceId, ResourceStatusReason) : "";
  const place = line === "" ? "" : ` (${shownPath(file)}, ${line})`;
  const reason = mark === "✓" ? "" : `  ${ResourceStatusReason}${place}`;
  return `  ${mark} ${status.padEnd(20)} ${isStack ? "the stack".padEnd(28) : ResourceType.padEnd(28)} ${LogicalResourceId}${reason}`;
}

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`;

/**
 * Packages local code, uploads it, and creates or updates the stack; each step is told on the terminal's `err`, and
 * which of its stages are open where another is guarded.
 */
export async function deployTemplate(
  deployment: TemplateDeployment,
  terminal: Terminal,
): Promise<DeployedStack> {
  const { file, server, dataFolder, parameters = {} } = deployment;
  const stackName = deployment.stackName ?? basename(dirname(resolve(file)));
  const root = readRootCredentials(dataFolder, terminal.environment);
  const target = {
    caller: wireCaller(server, root),
    bucket: `sallyport-artifacts-${server.accountId}-${server.region}`,
    onUpload: (path: string, sizeBytes: number) =>
      terminal.err(`  ↑ uploading ${shownPath(path)} (${kilobytes(sizeBytes)})`),
  };
  terminal.err(`\nDeploying ${shownPath(file)} as the stack ${stackName}`);
  const body = await packageTemplate(file, target);
  const lines = new TemplateLines(readFileSync(file, "utf8"));
  const isLong = Buffer.byteLength(body) > templateBodyBytesMax;
  const template = isLong
    ? {
        TemplateURL: `https://s3.amazonaws.com/${target.bucket}/${await uploadContent(Buffer.from(body), file, target)}`,
      }
    : { TemplateBody: body };
  const settings = awsClient(server, root);
  const client = new CloudFormationClient(settings);
  const onEvent = (event: StackEvent): void => {
    const line = describeEvent(event, lines, file);
    if (line !== undefined) terminal.err(line);
  };
  const outcome = await deployStack(client, { stackName, template, parameters, onEvent });
  const stages = await deployedStages(stackName, server, settings);
  for (const warning of stageWarnings(stages)) terminal.err(`  ! ${warning}`);
  return { stackName, stages, ...outcome };
}
