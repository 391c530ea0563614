import type {
  CreateAccountRequest,
  CreateAccountResponse,
  DescribeAccountResponse,
  DescribeCreateAccountStatusResponse,
  ListParentsResponse,
} from "@aws-sdk/client-organizations";
import { AwsError } from "../../../aws/aws-error.ts";
import { call, ignoreMissing } from "../calling.ts";
import { listOf, required, tags, text } from "../property-schema.ts";
import { type ResourceContext, type ResourceState, resourceType } from "../resource-type.ts";
import { syncTags } from "./sync-tags.ts";

/** Between two questions whether an account is ready, in milliseconds. */
const ASKED_EVERY_MS = 1000;

/** Source: CloudFormation Template Reference, "AWS::Organizations::Account". */
export const organizationsAccount = resourceType({
  type: "AWS::Organizations::Account",
  properties: {
    AccountName: required(text),
    Email: required(text),
    RoleName: text,
    ParentIds: listOf(text),
    Tags: tags,
  },
  takenBy: ["organizations:CreateAccount"],
  replacedBy: ["AccountName", "Email", "RoleName"],
  attributes: ["AccountId", "Arn", "JoinedMethod", "JoinedTimestamp", "State", "Status"],

  async create({ AccountName, Email, RoleName, ParentIds, Tags }, context) {
    const { CreateAccountStatus } = await call<CreateAccountRequest, CreateAccountResponse>(
      context,
      "organizations",
      "CreateAccount",
      { AccountName, Email, RoleName, Tags },
    );
    const accountId = await whenReady(CreateAccountStatus!.Id!, context);
    await context.created(accountId);
    await moveTo(accountId, ParentIds, context);
    return stateOf(accountId, context);
  },

  async update(accountId, properties, before, context) {
    await moveTo(accountId, properties.ParentIds, context);
    await syncTags(accountId, before.Tags, properties.Tags, context);
    return stateOf(accountId, context);
  },

  async delete(AccountId, _properties, context) {
    await ignoreMissing(call(context, "organizations", "CloseAccount", { AccountId }));
  },
});

async function whenReady(CreateAccountRequestId: string, context: ResourceContext): Promise<string> {
  for (;;) {
    const { CreateAccountStatus: status } = await call<object, DescribeCreateAccountStatusResponse>(
      context,
      "organizations",
      "DescribeCreateAccountStatus",
      { CreateAccountRequestId },
    );
    if (status?.State === "SUCCEEDED") return status.AccountId!;
    if (status?.State === "FAILED") {
      throw new AwsError("CreateAccountFailed", `The account was not created: ${status.FailureReason}`);
    }
    await context.pause(ASKED_EVERY_MS);
  }
}

/** An account has one parent, though the property is a list. */
async function moveTo(
  AccountId: string,
  parentIds: readonly string[] | undefined,
  context: ResourceContext,
): Promise<void> {
  const [DestinationParentId, ...more] = parentIds ?? [];
  if (DestinationParentId === undefined) return;
  if (more.length > 0) throw new AwsError("ValidationError", "ParentIds holds more than one parent");
  const { Parents } = await call<object, ListParentsResponse>(context, "organizations", "ListParents", {
    ChildId: AccountId,
  });
  const SourceParentId = Parents![0]!.Id!;
  if (SourceParentId === DestinationParentId) return;
  const move = { AccountId, SourceParentId, DestinationParentId };
  await call(context, "organizations", "MoveAccount", move);
}

async function stateOf(AccountId: string, context: ResourceContext): Promise<ResourceState> {
  const { Account } = await call<object, DescribeAccountResponse>(
    context,
    "organizations",
    "DescribeAccount",
    { AccountId },
  );
  const { Arn, JoinedMethod, JoinedTimestamp, State, Status } = Account!;
  return {
    physicalId: AccountId,
    attributes: {
      AccountId,
      Arn: Arn!,
      JoinedMethod: JoinedMethod!,
      JoinedTimestamp: JoinedTimestamp!.toISOString(),
      State: State!,
      Status: Status!,
    },
  };
}
