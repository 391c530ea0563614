import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";
import type { Deployment } from "../engine/deployment.ts";
import type { StackRecord, StackSettings } from "../engine/records.ts";
import { placeOf } from "../engine/stack-run.ts";
import { neededCapabilities, settleTarget } from "../engine/target.ts";
import type { Tag } from "../resources/resource-type.ts";
import type { LoadedTemplate } from "../template/load-template.ts";
import type { ParameterInput } from "../template/parameters.ts";
import type { CloudFormationCall } from "./deps.ts";
import { load } from "./template-source.ts";

/** Most tags of a stack. Source: CloudFormation API Reference, CreateStack, "Tags". */
const TAGS_MAX = 50;

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface DeploymentInput {
  readonly Parameters?: readonly ParameterMember[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly Tags?: readonly { Key: string | undefined; Value: string | undefined }[] | undefined;
  readonly ClientRequestToken?: string | undefined;
}

interface ParameterMember {
  readonly ParameterKey?: string | undefined;
  readonly ParameterValue?: string | undefined;
  readonly UsePreviousValue?: boolean | undefined;
}

/**
 * Turns a request into a deployment: checks the template and capabilities, settles parameters and conditions. All
 * that can be wrong with a request is said here, before the stack is touched.
 * @param original The template's text.
 * @param stack The stack as it is, or as it will be made.
 */
export async function prepareDeployment(
  original: string,
  input: DeploymentInput,
  stack: StackRecord,
  call: CloudFormationCall,
  requiresAutoExpand: boolean,
): Promise<Deployment> {
  const { deps } = call;
  const inputs = parameterInputs(input.Parameters ?? []);
  const previous = new Map(Object.entries(stack.parameters));
  const loaded = load(original, givenValues(inputs, previous), call);
  const capabilities = input.Capabilities ?? [];
  requireCapabilities(loaded, capabilities, requiresAutoExpand, deps.registry);
  const roleArn = input.RoleARN ?? stack.roleArn;
  const caller = await authorityOf(roleArn, call);
  const exports = await deps.store.exports.list({ accountId: call.accountId, region: call.region });
  const tags = input.Tags === undefined ? stack.tags : readTags(input.Tags);
  const target = await settleTarget({
    loaded,
    place: placeOf(stack),
    inputs,
    previous,
    tags,
    exports: new Map(exports.map((entry) => [entry.name, entry.value])),
    registry: deps.registry,
    caller,
  });
  const { parameters, description } = {
    parameters: target.parameters,
    description: loaded.template.description,
  };
  const settings: StackSettings = {
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    tags,
    capabilities: [...capabilities],
    parameters: Object.fromEntries(parameters.given),
    ssmValues: Object.fromEntries(parameters.ssmValues),
    noEcho: [...loaded.template.parameters.values()]
      .filter((entry) => entry.noEcho)
      .map((entry) => entry.name),
  };
  const template = { original, processed: JSON.stringify(loaded.processed) };
  return { caller, settings, template, target, ...tokenOf(input) };
}

export const tokenOf = (input: {
  ClientRequestToken?: string | undefined;
}): { clientRequestToken?: string } =>
  input.ClientRequestToken === undefined ? {} : { clientRequestToken: input.ClientRequestToken };

/** Calls as the principal, or as the stack's service role, which the principal must be allowed to pass. */
export async function authorityOf(
  roleArn: string | undefined,
  call: CloudFormationCall,
): Promise<OperationCaller> {
  const { callers } = call.deps;
  if (roleArn === undefined) return callers.as(call.principal, call.region);
  const context = new Map([["iam:passedtoservice", ["cloudformation.amazonaws.com"]]]);
  await call.authorize([{ action: "iam:PassRole", resource: roleArn, context }]);
  return callers.assumeRole(roleArn, "AWSCloudFormation", call.region);
}

function parameterInputs(members: readonly ParameterMember[]): ParameterInput[] {
  const keys = members.map((member) => member.ParameterKey ?? "");
  const duplicate = keys.find((key, i) => keys.indexOf(key) !== i);
  if (duplicate !== undefined) throw new AwsError("ValidationError", `Duplicate parameter: ${duplicate}`);
  return members.map(({ ParameterKey, ParameterValue, UsePreviousValue }) => {
    if (UsePreviousValue && ParameterValue !== undefined) {
      throw new AwsError(
        "ValidationError",
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    }
    return {
      key: ParameterKey ?? "",
      ...(ParameterValue !== undefined && { value: ParameterValue }),
      ...(UsePreviousValue !== undefined && { usePreviousValue: UsePreviousValue }),
    };
  });
}

/** Values that transforms may look at, before defaults. */
function givenValues(
  inputs: readonly ParameterInput[],
  previous: ReadonlyMap<string, string>,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const { key, value, usePreviousValue } of inputs) {
    const given = usePreviousValue ? previous.get(key) : value;
    if (given !== undefined) values.set(key, given);
  }
  return values;
}

function readTags(members: NonNullable<DeploymentInput["Tags"]>): Tag[] {
  const tags = members.map(({ Key = "", Value = "" }) => ({ Key, Value }));
  if (tags.length > TAGS_MAX)
    throw new AwsError("ValidationError", `A stack may have ${TAGS_MAX} tags at most`);
  const reserved = tags.find((tag) => /^aws:/i.test(tag.Key));
  if (reserved)
    throw new AwsError(
      "ValidationError",
      `aws: prefixed tag key names are not allowed for external use: ${reserved.Key}`,
    );
  if (new Set(tags.map((tag) => tag.Key)).size < tags.length)
    throw new AwsError("ValidationError", "Duplicate tag keys found");
  return tags;
}

/** Throws InsufficientCapabilities unless the caller acknowledged what the template can do. */
function requireCapabilities(
  loaded: LoadedTemplate,
  given: readonly string[],
  requiresAutoExpand: boolean,
  registry: CloudFormationCall["deps"]["registry"],
): void {
  const needed = neededCapabilities(loaded.template, registry);
  const missing: string[] = [];
  if (needed.has("CAPABILITY_NAMED_IAM")) {
    if (!given.includes("CAPABILITY_NAMED_IAM")) missing.push("CAPABILITY_NAMED_IAM");
  } else if (
    needed.has("CAPABILITY_IAM") &&
    !given.some((capability) => /^CAPABILITY_(NAMED_)?IAM$/.test(capability))
  ) {
    missing.push("CAPABILITY_IAM");
  }
  if (requiresAutoExpand && loaded.transforms.length > 0 && !given.includes("CAPABILITY_AUTO_EXPAND")) {
    missing.push("CAPABILITY_AUTO_EXPAND");
  }
  if (missing.length === 0) return;
  throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${missing.join(", ")}]`);
}
