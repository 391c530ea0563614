import type { CreateFunctionRequest, FunctionConfiguration } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../aws/aws-error.ts";
import { sameValue, type Value } from "../../template/value.ts";
import { call, ignoreMissing, pick, tagChanges, tagMap } from "../calling.ts";
import type { ObjectOf } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import {
  CONFIGURATION_DEFAULTS,
  configurationProperties,
  functionProperties,
} from "./function-properties.ts";
import { inlineArchive } from "./inline-code.ts";

type FunctionProperties = ObjectOf<typeof functionProperties>;

const CONFIGURATION_NAMES = Object.keys(configurationProperties) as (keyof FunctionProperties)[];
const POLL_MS = 200;
/** How often a function is asked whether it is ready: one minute in all. */
const POLLS_MAX = 300;

/** Source: CloudFormation Template Reference, "AWS::Lambda::Function". */
export const lambdaFunction = resourceType({
  type: "AWS::Lambda::Function",
  properties: functionProperties,
  takenBy: ["lambda:CreateFunction"],
  propertiesTakenBy: { CodeSigningConfigArn: "lambda:PutFunctionCodeSigningConfig" },
  replacedBy: ["FunctionName", "PackageType"],
  attributes: ["Arn"],

  async create(properties, context) {
    const input = {
      ...pick(properties, ...CONFIGURATION_NAMES, "PackageType", "Architectures", "CodeSigningConfigArn"),
      FunctionName: properties.FunctionName ?? context.newName(64),
      Code: await codeOf(properties),
      Tags: tagMap(properties.Tags),
    } as CreateFunctionRequest;
    const made = await call<object, FunctionConfiguration>(context, "lambda", "CreateFunction", input);
    await context.created(made.FunctionName!);
    await syncConcurrency(made.FunctionName!, undefined, properties.ReservedConcurrentExecutions, context);
    return ready(made.FunctionName!, context);
  },

  async update(name, properties, before, context) {
    const isCodeSame = sameValue(before.Code as Value, properties.Code as Value);
    if (!isCodeSame || !sameValue(before.Architectures, properties.Architectures)) {
      const Code = await codeOf(properties);
      const input = { FunctionName: name, ...Code, Architectures: properties.Architectures ?? ["x86_64"] };
      await call(context, "lambda", "UpdateFunctionCode", input);
      await ready(name, context);
    }
    const changes = configurationChanges(before, properties);
    if (Object.keys(changes).length > 0) {
      await call(context, "lambda", "UpdateFunctionConfiguration", { FunctionName: name, ...changes });
    }
    await syncConcurrency(
      name,
      before.ReservedConcurrentExecutions,
      properties.ReservedConcurrentExecutions,
      context,
    );
    if (before.CodeSigningConfigArn !== properties.CodeSigningConfigArn) {
      const input = { FunctionName: name, CodeSigningConfigArn: properties.CodeSigningConfigArn };
      await call(
        context,
        "lambda",
        `${input.CodeSigningConfigArn ? "Put" : "Delete"}FunctionCodeSigningConfig`,
        input,
      );
    }
    const state = await ready(name, context);
    await syncTags(String(state.attributes?.["Arn"]), before, properties, context);
    return state;
  },

  async delete(name, _properties, context) {
    await ignoreMissing(call(context, "lambda", "DeleteFunction", { FunctionName: name }));
  },
});

async function codeOf({ Code, Runtime }: FunctionProperties): Promise<object> {
  const { ZipFile, ...elsewhere } = Code;
  return ZipFile === undefined ? elsewhere : { ZipFile: await inlineArchive(ZipFile, Runtime) };
}

/** Properties that differ, with the default for those that are gone. */
function configurationChanges(
  before: FunctionProperties,
  after: FunctionProperties,
): Record<string, unknown> {
  const changed = CONFIGURATION_NAMES.filter(
    (name) => !sameValue(before[name] as Value, after[name] as Value),
  );
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? CONFIGURATION_DEFAULTS[name]]));
}

async function syncConcurrency(
  FunctionName: string,
  before: number | undefined,
  after: number | undefined,
  context: ResourceContext,
): Promise<void> {
  if (before === after) return;
  if (after === undefined) await call(context, "lambda", "DeleteFunctionConcurrency", { FunctionName });
  else {
    const input = { FunctionName, ReservedConcurrentExecutions: after };
    await call(context, "lambda", "PutFunctionConcurrency", input);
  }
}

async function syncTags(
  arn: string,
  before: FunctionProperties,
  after: FunctionProperties,
  context: ResourceContext,
): Promise<void> {
  const { set, removedKeys } = tagChanges(before.Tags, after.Tags);
  if (set.length > 0) await call(context, "lambda", "TagResource", { Resource: arn, Tags: tagMap(set) });
  if (removedKeys.length > 0)
    await call(context, "lambda", "UntagResource", { Resource: arn, TagKeys: removedKeys });
}

/** Waits until the function is active and its last update done. */
async function ready(name: string, context: ResourceContext): Promise<ResourceState> {
  const input = { FunctionName: name };
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const found = await call<object, FunctionConfiguration>(
      context,
      "lambda",
      "GetFunctionConfiguration",
      input,
    );
    if (found.State === "Failed" || found.LastUpdateStatus === "Failed") {
      const reason = found.StateReason ?? found.LastUpdateStatusReason ?? "no reason given";
      throw new AwsError("NotStabilized", `Function ${name} failed: ${reason}`);
    }
    if (found.State !== "Pending" && found.LastUpdateStatus !== "InProgress") {
      return { physicalId: name, attributes: { Arn: found.FunctionArn! } };
    }
    await context.pause(POLL_MS);
  }
  throw new AwsError("NotStabilized", `Function ${name} did not become ready`);
}
