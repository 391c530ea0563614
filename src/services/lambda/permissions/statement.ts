import { compilePolicy } from "../../../policy/compile.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import { conflict, invalidParameter, notFound, revisionMismatch } from "../lambda-errors.ts";
import type { PolicyRecord, StatementRecord } from "../state/records.ts";
import { policyText } from "./compiled-policies.ts";

/** Largest resource policy, in bytes. Source: Lambda quotas page, "Function resource-based policy". */
const POLICY_BYTES_MAX = 20_480;

/** What a statement is made from. */
export interface StatementInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
}

/** The statement that a permission becomes, as Lambda writes it. */
export function makeStatement(input: StatementInput, resource: string, partition: string): StatementRecord {
  const condition = {
    ...(input.SourceAccount === undefined
      ? {}
      : { StringEquals: { "AWS:SourceAccount": input.SourceAccount } }),
    ...(input.PrincipalOrgID === undefined
      ? {}
      : { StringEquals: { "aws:PrincipalOrgID": input.PrincipalOrgID } }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
  if (input.SourceAccount !== undefined && input.PrincipalOrgID !== undefined) {
    Object.assign(condition, {
      StringEquals: { "AWS:SourceAccount": input.SourceAccount, "aws:PrincipalOrgID": input.PrincipalOrgID },
    });
  }
  return {
    Sid: input.StatementId,
    Effect: "Allow",
    Principal: principalElement(input.Principal, partition),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

export function principalElement(principal: string, partition: string): unknown {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` };
  if (principal.startsWith("arn:")) return { AWS: principal };
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(principal)) return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

/** The policy with one statement more. Throws when it is not one that can be enforced. */
export function withStatement(
  policy: PolicyRecord | undefined,
  statement: StatementRecord,
  revisionId: string,
): PolicyRecord {
  const statements = policy?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw conflict(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const changed = { statements: [...statements, statement], revisionId };
  const text = policyText(changed);
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    throw invalidParameter(
      `The final policy size (${Buffer.byteLength(text)}) is bigger than the limit (${POLICY_BYTES_MAX}).`,
    );
  }
  try {
    compilePolicy(text, { name: statement.Sid, kind: "resource" });
  } catch (error) {
    if (error instanceof PolicyDocumentError) throw invalidParameter(error.message);
    throw error;
  }
  return changed;
}

/** The policy without a statement; undefined when none is left. */
export function withoutStatement(
  policy: PolicyRecord | undefined,
  statementId: string,
  asked: string | undefined,
  revisionId: string,
): PolicyRecord | undefined {
  if (!policy?.statements.some(({ Sid }) => Sid === statementId)) {
    throw notFound(`Statement ${statementId} is not found in resource policy.`);
  }
  if (asked !== undefined && asked !== policy.revisionId) throw revisionMismatch();
  const statements = policy.statements.filter(({ Sid }) => Sid !== statementId);
  return statements.length === 0 ? undefined : { statements, revisionId };
}
