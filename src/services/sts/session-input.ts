import type { AssumeRoleRequest } from "@aws-sdk/client-sts";
import { compilePolicy } from "../../policy/compile.ts";
import { PolicyDocumentError } from "../../policy/policy-document-error.ts";
import type { Principal, SessionPolicies } from "../../policy/principal.ts";
import type { IamPort } from "../iam/port.ts";
import { invalidParameter, malformedPolicy, packedPolicyTooLarge, validationError } from "./errors.ts";

/** Source: STS API Reference, AssumeRole: "The plaintext … can't exceed 2,048 characters." */
const PLAINTEXT_CHARACTERS_MAX = 2048;

/** The session policies that a call passes; undefined when it passes none. Throws `MalformedPolicyDocument`. */
export function readSessionPolicies(
  iam: IamPort,
  accountId: string,
  policy: string | undefined,
  policyArns: AssumeRoleRequest["PolicyArns"],
): SessionPolicies | undefined {
  if (policy === undefined && !policyArns?.length) return undefined;
  const arns = (policyArns ?? []).map(({ arn }) => arn ?? "");
  const documents = policy === undefined ? [] : [policy];
  if ([...documents, ...arns].join("").length > PLAINTEXT_CHARACTERS_MAX) {
    throw packedPolicyTooLarge(
      "Packed policy consumes more than 100% of allotted space, please use smaller policy.",
    );
  }
  for (const document of documents) compileSessionPolicy(document);
  for (const arn of arns) {
    if (iam.findManagedPolicy(accountId, arn) === undefined)
      throw validationError(`Policy ${arn} was not found.`);
  }
  return { documents, policyArns: arns };
}

function compileSessionPolicy(document: string): void {
  try {
    compilePolicy(document, { name: "session policy", kind: "session" });
  } catch (error) {
    if (error instanceof PolicyDocumentError) throw malformedPolicy(error.message);
    throw error;
  }
}

/** The tags of a session, and which of them a role assumed from it inherits. */
export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

/**
 * The tags that a call passes, with those that the calling session hands on. An inherited tag cannot be replaced.
 * Source: IAM User Guide, "Passing session tags in AWS STS", "Chaining roles with session tags".
 */
export function readSessionTags(
  passed: AssumeRoleRequest["Tags"],
  transitive: readonly string[] | undefined,
  caller: Principal,
): SessionTags {
  const tags = (passed ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  const keys = tags.map(([key]) => key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  }
  const wanted = transitive ?? [];
  if (wanted.some((key) => !keys.includes(key.toLowerCase()))) {
    throw invalidParameter("The specified transitive tag key must be included in the requested tags.");
  }
  const inherited = inheritedTags(caller);
  if (inherited.some(([key]) => keys.includes(key.toLowerCase()))) {
    throw invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return {
    tags: Object.fromEntries([...inherited, ...tags]),
    transitiveTagKeys: [...inherited.map(([key]) => key), ...wanted],
  };
}

function inheritedTags({ tags, transitiveTagKeys = [] }: Principal): readonly (readonly [string, string])[] {
  const handedOn = new Set(transitiveTagKeys.map((key) => key.toLowerCase()));
  return Object.entries(tags).filter(([key]) => handedOn.has(key.toLowerCase()));
}
