import type { Grant } from "@aws-sdk/client-s3";
import { aclNotSupported } from "./s3-errors.ts";

/**
 * Access control lists are off in every bucket (`BucketOwnerEnforced`, S3's default): policies alone decide. Of the
 * canned lists those pass that ask for nothing else.
 */
export function checkCannedAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== "private" && acl !== "bucket-owner-full-control") throw aclNotSupported();
}

/** Members by which grants are given. All are refused. */
export const GRANT_MEMBERS = [
  { member: "GrantFullControl" },
  { member: "GrantRead" },
  { member: "GrantReadACP" },
  { member: "GrantWrite" },
  { member: "GrantWriteACP" },
] as const;

/** The canonical user id that stands for an account: 64 hexadecimal digits. */
export const canonicalUserId = (accountId: string): string => accountId.padStart(64, "0");

/** What every list says: the owner may do all. */
export const ownerGrants = (accountId: string): Grant[] => [
  { Grantee: { Type: "CanonicalUser", ID: canonicalUserId(accountId) }, Permission: "FULL_CONTROL" },
];
