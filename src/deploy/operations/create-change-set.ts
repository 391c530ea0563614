import type { CreateChangeSetInput, CreateChangeSetOutput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../aws/aws-error.ts";
import { uuid } from "../../base/ids.ts";
import type { Operation, Validated } from "../../services/operation.ts";
import type { Deployment } from "../engine/deployment.ts";
import type { ChangeSetRecord, FailureAction, StackRecord } from "../engine/records.ts";
import { changeSetKey, changeSetsOf } from "./change-set-access.ts";
import type { CloudFormationCall, CloudFormationDeps } from "./deps.ts";
import { newStack } from "./new-stack.ts";
import { prepareDeployment } from "./prepare.ts";
import { refusedSettings } from "./refused-settings.ts";
import { findStack, stackCheck } from "./stack-access.ts";
import { templateProblems } from "./template-problems.ts";
import { readTemplateText } from "./template-source.ts";
import { deploymentChanges, hasNoEffect, requireUpdatable } from "./update-effect.ts";

/** Most change sets of one stack. */
const CHANGE_SETS_MAX = 1000;
/** The words that `aws cloudformation deploy` and CDK take for an empty change set. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * Two settings pass as long as they ask for nothing, and are refused where they would: `IncludeNestedStacks` in a
 * template with nested stacks, and `ImportExistingResources` when a resource exists already, which then fails to be
 * created. The CDK sends both with every deployment.
 * Source: CloudFormation API Reference, CreateChangeSet.
 */
export const createChangeSet: Operation<CreateChangeSetInput, CreateChangeSetOutput, CloudFormationDeps> = {
  name: "CreateChangeSet",
  permits: (input, call) =>
    stackCheck("CreateChangeSet", input.StackName, call, {
      changesetname: input.ChangeSetName,
      templateurl: input.TemplateURL,
      rolearn: input.RoleARN,
    }),
  audit: { kind: "management", readOnly: false, redact: ["Parameters", "TemplateBody"] },
  refuses: [
    ...refusedSettings,
    { member: "ResourcesToImport" },
    { member: "DeploymentMode" },
    { member: "ChangeSetType", accepts: ["CREATE", "UPDATE"] },
  ],
  async handle(input, call) {
    const kind = input.ChangeSetType === "CREATE" ? "CREATE" : "UPDATE";
    const stack = await stackFor(input.StackName, kind, call);
    const existing = await changeSetsOf(stack, call);
    if (existing.some((record) => record.name === input.ChangeSetName))
      throw alreadyExists(input.ChangeSetName);
    if (existing.length >= CHANGE_SETS_MAX)
      throw new AwsError("LimitExceededException", "ChangeSet limit exceeded");
    const record = await plan(input, kind, stack, call);
    if (kind === "CREATE" && existing.length === 0) await call.deps.store.addStack(stack);
    const key = changeSetKey(stack.stackId, record.name);
    if ((await call.deps.store.changeSets.put(call, key, record, "absent")) === undefined)
      throw alreadyExists(record.name);
    return { Id: record.changeSetId, StackId: stack.stackId };
  },
};

/** The stack that is to change, or the empty one that a change set of type CREATE makes. */
async function stackFor(
  name: string,
  kind: "CREATE" | "UPDATE",
  call: CloudFormationCall,
): Promise<StackRecord> {
  const found = await findStack(name, call);
  const live = found?.status === "DELETE_COMPLETE" ? undefined : found;
  if (kind === "UPDATE") {
    if (!live) throw new AwsError("ValidationError", `Stack [${name}] does not exist`);
    requireUpdatable(live);
    return live;
  }
  if (live && live.status !== "REVIEW_IN_PROGRESS") {
    throw new AwsError(
      "ValidationError",
      `Stack [${name}] already exists and cannot be created again with the changeSet [CREATE].`,
    );
  }
  return live ?? newStack(name, call, "REVIEW_IN_PROGRESS");
}

async function plan(
  input: Validated<CreateChangeSetInput>,
  kind: "CREATE" | "UPDATE",
  stack: StackRecord,
  call: CloudFormationCall,
): Promise<ChangeSetRecord> {
  const deployment = await prepareDeployment(
    await readTemplateText(input, call, stack),
    input,
    stack,
    call,
    false,
  );
  if (input.IncludeNestedStacks) refuseNestedStacks(deployment);
  const planned = await deploymentChanges(deployment, stack, call);
  const isEmpty = kind === "UPDATE" && hasNoEffect(deployment, planned, stack);
  const failure = (await templateProblems(deployment, planned, stack, call)) ?? (isEmpty && NO_CHANGES);
  const { partition, region, accountId, deps } = call;
  const id = `changeSet/${input.ChangeSetName}/${uuid(deps.random)}`;
  return {
    changeSetId: `arn:${partition}:cloudformation:${region}:${accountId}:${id}`,
    name: input.ChangeSetName,
    stackId: stack.stackId,
    stackName: stack.stackName,
    ...(input.Description !== undefined && { description: input.Description }),
    kind,
    createdAtMs: deps.clock.nowMs(),
    status: failure ? "FAILED" : "CREATE_COMPLETE",
    ...(failure && { statusReason: failure }),
    executionStatus: failure ? "UNAVAILABLE" : "AVAILABLE",
    settings: deployment.settings,
    template: deployment.template,
    onFailure: (input.OnStackFailure as FailureAction | undefined) ?? "ROLLBACK",
    changes: planned.changes,
  };
}

function refuseNestedStacks({ target }: Deployment): void {
  const nested = target.resources.find(({ type }) => type === "AWS::CloudFormation::Stack");
  if (!nested) return;
  throw new AwsError(
    "NotImplemented",
    `Sallyport does not implement IncludeNestedStacks of CreateChangeSet yet, and ${nested.logicalId} is a nested stack. ` +
      "Leave IncludeNestedStacks out: the nested stack's own changes then show when it is deployed.",
    { status: 501, fault: "server" },
  );
}

const alreadyExists = (name: string): AwsError =>
  new AwsError("AlreadyExistsException", `ChangeSet ${name} already exists.`);
