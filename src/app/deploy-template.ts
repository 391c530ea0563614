import { basename, dirname, resolve } from "node:path";
import { CloudFormationClient, type StackEvent } from "@aws-sdk/client-cloudformation";
import { packageTemplate, uploadContent } from "../deploy/packaging/package-template.ts";
import { awsClient } from "./aws-client.ts";
import type { Terminal } from "./command.ts";
import { readRootCredentials } from "./root-credentials.ts";
import type { ServerAddress } from "./running-server.ts";
import { deployStack } from "./stack-deployment.ts";
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
export interface DeployedStack {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A template longer than this cannot go in the request. Source: CloudFormation quotas, "Template body size in a request". */
const templateBodyBytesMax = 51_200;

const describeEvent = (event: StackEvent): string => {
  const { ResourceStatus = "", ResourceType = "", LogicalResourceId = "", ResourceStatusReason } = event;
  const reason =
    ResourceStatusReason && !/^User Initiated$/.test(ResourceStatusReason) ? `  ${ResourceStatusReason}` : "";
  return `  ${ResourceStatus.padEnd(34)} ${ResourceType.padEnd(28)} ${LogicalResourceId}${reason}`;
};

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`;

/** Packages local code, uploads it, and creates or updates the stack; each step is told on the terminal's `err`. */
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
      terminal.err(`  uploading ${path} (${kilobytes(sizeBytes)})`),
  };
  terminal.err(`Deploying ${file} as the stack ${stackName}`);
  const body = await packageTemplate(file, target);
  const isLong = Buffer.byteLength(body) > templateBodyBytesMax;
  const template = isLong
    ? {
        TemplateURL: `https://s3.amazonaws.com/${target.bucket}/${await uploadContent(Buffer.from(body), file, target)}`,
      }
    : { TemplateBody: body };
  const client = new CloudFormationClient(awsClient(server, root));
  const onEvent = (event: StackEvent): void => terminal.err(describeEvent(event));
  return { stackName, outputs: await deployStack(client, { stackName, template, parameters, onEvent }) };
}
