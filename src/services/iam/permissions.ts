import { AwsError } from "../../aws/aws-error.ts";
import type { IamCheck } from "../operation.ts";
import type { IamCall } from "./dependencies.ts";
import type { RecordTypes, TagRecord } from "./records.ts";

/** Condition keys as AWS spells them, and their values; an undefined one is left out. */
export type ConditionEntries = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A permission of IAM on one resource. */
export function iamCheck(
  call: IamCall,
  action: string,
  resource: string,
  entries: ConditionEntries = {},
): IamCheck {
  refuseBareSessionToken(call);
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== undefined) context.set(key.toLowerCase(), [value].flat());
  }
  return { action: `iam:${action}`, resource, context };
}

/**
 * Credentials from GetSessionToken open IAM only when multi-factor authentication came with them, those from
 * GetFederationToken never. Source: IAM User Guide, "Comparing the AWS STS API operations".
 */
function refuseBareSessionToken({ principal }: IamCall): void {
  const ofUser = principal.type === "User" || principal.type === "Root";
  const bare = principal.tokenIssuedAtMs !== undefined && principal.mfaAuthenticatedAtMs === undefined;
  if ((ofUser && bare) || principal.type === "FederatedUser") {
    throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid", {
      status: 403,
    });
  }
}

/** What has a name, and a path where there are paths; also what its ARN calls it. */
export type EntityType =
  | "user"
  | "group"
  | "role"
  | "policy"
  | "instance-profile"
  | "oidc-provider"
  | "saml-provider";

/** `arn:aws:iam::111122223333:role/desk/Clerk`. */
export const entityArn = (call: IamCall, type: EntityType, name: string, path = "/"): string =>
  `arn:${call.partition}:iam::${call.accountId}:${type}${path}${name}`;

/** The ARN of an entity that may exist: with its path where it does. */
export function arnOf(call: IamCall, type: EntityType, name: string): string {
  return findEntity(call, type, name)?.arn ?? entityArn(call, type, name);
}

/** `iam:ResourceTag/…` and `aws:ResourceTag/…` of an entity that may exist. */
export function resourceTagKeys(call: IamCall, type: EntityType, name: string): ConditionEntries {
  const entity = findEntity(call, type, name);
  const tags = entity && "tags" in entity ? entity.tags : [];
  return Object.fromEntries(
    tags.flatMap(({ Key, Value }) => [
      [`iam:ResourceTag/${Key}`, Value],
      [`aws:ResourceTag/${Key}`, Value],
    ]),
  );
}

/** `aws:RequestTag/…` and `aws:TagKeys` of tags that a call brings along. */
export function requestTagKeys(tags: readonly TagInput[] | undefined): ConditionEntries {
  if (!tags?.length) return {};
  const entries = tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]);
  return { ...Object.fromEntries(entries), "aws:TagKeys": tags.map(({ Key }) => Key ?? "") };
}

/** `iam:PermissionsBoundary` of a user or role that may exist. */
export function boundaryKey(call: IamCall, type: EntityType, name: string): ConditionEntries {
  const entity = findEntity(call, type, name);
  const arn = entity && "permissionsBoundaryArn" in entity ? entity.permissionsBoundaryArn : undefined;
  return { "iam:PermissionsBoundary": arn };
}

/** A permission on an entity by name, with the keys about its tags. */
export const entityCheck = (
  call: IamCall,
  action: string,
  type: EntityType,
  name: string,
  entries: ConditionEntries = {},
): IamCheck =>
  iamCheck(call, action, arnOf(call, type, name), { ...resourceTagKeys(call, type, name), ...entries });

/** An entity of the calling account by its name or ARN. */
function findEntity(call: IamCall, type: EntityType, name: string): RecordTypes[EntityType] | undefined {
  const account = call.deps.records.account(call.accountId);
  if (!name.startsWith("arn:")) return account.find(type, name);
  const entity = account.find(type, nameInArn(type, name));
  return entity?.arn === name ? entity : undefined;
}

/** `arn:aws:iam::111122223333:oidc-provider/example.com/realm` gives `example.com/realm`: URLs have no path apart. */
export const nameInArn = (type: EntityType, arn: string): string =>
  arn.slice((type === "oidc-provider" ? arn.indexOf("/") : arn.lastIndexOf("/")) + 1);

/** A tag as the model types it; validation has made sure of both members. */
export interface TagInput {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

export const tagRecords = (tags: readonly TagInput[] | undefined): readonly TagRecord[] =>
  (tags ?? []).map(({ Key, Value }) => ({ Key: Key ?? "", Value: Value ?? "" }));
