import { setTimeout as delay } from "node:timers/promises";
import {
  type Change,
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  paginateDescribeStackEvents,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { SettingsError } from "./settings.ts";

/** What to deploy as which stack. */
export interface StackDeployment {
  readonly stackName: string;
  /** The packaged template. */
  readonly template: { readonly TemplateBody: string } | { readonly TemplateURL: string };
  readonly parameters: Readonly<Record<string, string>>;
  /** Told of every event of the stack, as it happens. */
  readonly onEvent: (event: StackEvent) => void;
}

/** A stack that is as its template says. */
export interface StackOutcome {
  readonly outputs: Readonly<Record<string, string>>;
  /** False when the template asked for nothing new. */
  readonly changed: boolean;
}

/** Between two looks at a stack that is changing, in milliseconds. */
const pollMs = 150;
const changeSetName = "sallyport-deploy";
/** Whoever deploys from this command line has read the template: it asks for no acknowledgement. */
const Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"] = [
  "CAPABILITY_IAM",
  "CAPABILITY_NAMED_IAM",
  "CAPABILITY_AUTO_EXPAND",
];

async function findStack(client: CloudFormationClient, StackName: string): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * A stack whose creation failed holds nothing and takes no update. It is removed, so that the mended template can be
 * deployed under the same name. Returns the stack that is there to update.
 */
async function removeFailedCreation(
  client: CloudFormationClient,
  stack: Stack | undefined,
): Promise<Stack | undefined> {
  if (stack?.StackStatus !== "ROLLBACK_COMPLETE") return stack;
  const { StackId = "" } = stack;
  await client.send(new DeleteStackCommand({ StackName: StackId }));
  for (;;) {
    const status = (await findStack(client, StackId))?.StackStatus ?? "DELETE_COMPLETE";
    if (status === "DELETE_COMPLETE") return undefined;
    if (status === "DELETE_FAILED")
      throw new SettingsError(`What is left of the failed stack ${stack.StackName} cannot be deleted.`);
    await delay(pollMs);
  }
}

/**
 * A stack whose deletion failed takes no update, and its name is taken until it is gone. Throws {@link SettingsError}
 * with what is in the way and how to go on.
 */
async function requireNotHalfDeleted(client: CloudFormationClient, stack: Stack | undefined): Promise<void> {
  if (stack?.StackStatus !== "DELETE_FAILED") return;
  const { StackName = "" } = stack;
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
  const failed = StackResources.filter(({ ResourceStatus }) => ResourceStatus === "DELETE_FAILED");
  const ids = failed.map(({ LogicalResourceId }) => LogicalResourceId).join(" ");
  const command = `aws cloudformation delete-stack --stack-name ${StackName}`;
  throw new SettingsError(
    [
      `The stack ${StackName} cannot be deployed: its deletion began and failed (DELETE_FAILED).`,
      ...failed.map(
        ({ LogicalResourceId, ResourceStatusReason }) => `  ${LogicalResourceId}: ${ResourceStatusReason}`,
      ),
      "Finish the deletion, and deploy it anew:",
      `  ${command}    # once what is in the way is removed`,
      ...(ids === "" ? [] : [`  ${command} --retain-resources ${ids}    # or leaving it behind`]),
    ].join("\n"),
  );
}

/** Why a stack is not what was ordered. The failures themselves were told as events. */
function describeBadEnd(stackName: string, stack: Stack | undefined, failure: string | undefined): string {
  const status = stack?.StackStatus ?? "gone";
  if (failure && status === "ROLLBACK_COMPLETE")
    return `The stack ${stackName} could not be created. What was made of it is deleted again.`;
  if (failure && status === "UPDATE_ROLLBACK_COMPLETE")
    return `The stack ${stackName} could not be updated. It is again as it was before.`;
  return `The stack ${stackName} is ${status}: ${failure ?? stack?.StackStatusReason ?? "no reason was given"}`;
}

/** Makes the change set; undefined when the template changes nothing. */
async function prepare(
  client: CloudFormationClient,
  deployment: StackDeployment,
  stack: Stack | undefined,
): Promise<readonly Change[] | undefined> {
  const { stackName: StackName, template, parameters } = deployment;
  const isNew = stack === undefined || stack.StackStatus === "REVIEW_IN_PROGRESS";
  const names = { StackName, ChangeSetName: changeSetName };
  if (stack) await client.send(new DeleteChangeSetCommand(names));
  await client.send(
    new CreateChangeSetCommand({
      ...names,
      ...template,
      ChangeSetType: isNew ? "CREATE" : "UPDATE",
      Capabilities,
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
  );
  for (;;) {
    const { Status, StatusReason = "", Changes } = await client.send(new DescribeChangeSetCommand(names));
    if (Status === "CREATE_COMPLETE") return Changes ?? [];
    if (Status === "FAILED") {
      // What a change set for a new stack leaves is the empty stack that it would have filled.
      if (isNew) await client.send(new DeleteStackCommand({ StackName }));
      else await client.send(new DeleteChangeSetCommand(names));
      if (/didn't contain changes|No updates are to be performed/.test(StatusReason)) return undefined;
      throw new SettingsError(`The template cannot be deployed: ${StatusReason}`);
    }
    await delay(pollMs);
  }
}

/** The id of a stack's latest event. */
async function latestEvent(client: CloudFormationClient, StackName: string): Promise<string | undefined> {
  return (await client.send(new DescribeStackEventsCommand({ StackName }))).StackEvents?.[0]?.EventId;
}

/** The events after the one with the id `last`, oldest first. However many there are: a failure may be among them. */
async function eventsAfter(
  client: CloudFormationClient,
  StackName: string,
  last: string | undefined,
): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName })) {
    const end = StackEvents.findIndex(({ EventId }) => EventId === last);
    events.push(...(end < 0 ? StackEvents : StackEvents.slice(0, end)));
    if (end >= 0) break;
  }
  return events.reverse();
}

/**
 * Creates or updates a stack and follows it to its end. Throws {@link SettingsError} when that is not a good one.
 */
export async function deployStack(
  client: CloudFormationClient,
  deployment: StackDeployment,
): Promise<StackOutcome> {
  const { stackName, onEvent } = deployment;
  const found = await findStack(client, stackName);
  await requireNotHalfDeleted(client, found);
  const before = await removeFailedCreation(client, found);
  let last = before && (await latestEvent(client, stackName));
  const changes = await prepare(client, deployment, before);
  let failure: string | undefined;
  if (changes) {
    await client.send(new ExecuteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }));
    for (let running = true; running; ) {
      await delay(pollMs);
      const status = (await findStack(client, stackName))?.StackStatus ?? "DELETE_COMPLETE";
      for (const event of await eventsAfter(client, stackName, last)) {
        last = event.EventId;
        onEvent(event);
        if (event.ResourceStatus?.endsWith("_FAILED")) {
          failure ??= `${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason}`;
        }
      }
      // To the end of the cleanup: until then what the update replaces is still in force beside it.
      running = status.endsWith("_IN_PROGRESS");
    }
  }
  const stack = await findStack(client, stackName);
  // After an update that was rolled back, a template that asks for nothing new leaves the stack in that state.
  const isGood = changes === undefined || /^(CREATE|UPDATE)_COMPLETE/.test(stack?.StackStatus ?? "");
  if (!isGood) {
    throw new SettingsError(describeBadEnd(stackName, stack, failure));
  }
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
  return { outputs, changed: changes !== undefined };
}
