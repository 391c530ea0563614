import type { CompiledPolicy } from "../../../policy/compile.ts";
import { compilePolicy } from "../../../policy/compile.ts";
import { parseStrictJson } from "../../../policy/strict-json.ts";
import { limitExceeded, malformedPolicy } from "../errors.ts";
import type { IamRecords } from "../iam-records.ts";
import { compileSentPolicy } from "../policy-texts.ts";
import { countedLength, quotas } from "../quotas.ts";
import type { RoleRecord, TrustedIdentity } from "../records.ts";

/** ARNs of single users and roles: what a trust policy can name that can be deleted and made anew. */
const IDENTITY_ARN = /^arn:[a-z-]+:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/;

/**
 * Finds out whom the ARNs of a trust policy that was checked mean now. Throws `MalformedPolicyDocument` where
 * it names a user or role that does not exist, as AWS does.
 * Source: IAM User Guide, "IAM role principals": the ARN "transforms to the role's unique principal ID when you save".
 */
export function readTrustPolicy(records: IamRecords, document: string): readonly TrustedIdentity[] {
  const identities = new Map<string, TrustedIdentity>();
  mapAwsPrincipals(document, (arn) => {
    const [, accountId, type, name] = IDENTITY_ARN.exec(arn) ?? [];
    if (accountId && name) {
      const identity = records.account(accountId).find(type as "user" | "role", name);
      if (identity?.arn !== arn) throw malformedPolicy(`Invalid principal in policy: "AWS":"${arn}"`);
      identities.set(arn, { arn, uniqueId: identity.uniqueId });
    }
    return arn;
  });
  return [...identities.values()];
}

/** Checks a trust policy as a text by itself. Throws `MalformedPolicyDocument` or `LimitExceeded`. */
export function compileSentTrust(document: string): void {
  compileSentPolicy(document, "AssumeRolePolicyDocument", "trust");
  if (countedLength(document) > quotas.AssumeRolePolicySize) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${quotas.AssumeRolePolicySize}`);
  }
}

/** The policy that is enforced: it names identities by the unique ids that they had when it was saved. */
export function compileTrustPolicy(role: RoleRecord): CompiledPolicy {
  const idOf = new Map(role.trustedIdentities.map(({ arn, uniqueId }) => [arn, uniqueId]));
  const pinned = mapAwsPrincipals(role.trustPolicy, (arn) => idOf.get(arn) ?? arn);
  return compilePolicy(pinned, { name: `trust policy of ${role.arn}`, kind: "trust" });
}

interface LooseStatement {
  readonly Principal?: unknown;
}

/** Rewrites each string of `Principal.AWS` in a document that is known to be a trust policy. */
function mapAwsPrincipals(document: string, rewrite: (name: string) => string): string {
  const policy = parseStrictJson(document) as {
    readonly Statement: LooseStatement | readonly LooseStatement[];
  };
  const rewriteStatement = (statement: LooseStatement): LooseStatement => {
    const { Principal: principal } = statement;
    if (typeof principal !== "object" || principal === null || !("AWS" in principal)) return statement;
    const names = [principal.AWS].flat() as string[];
    return { ...statement, Principal: { ...principal, AWS: names.map(rewrite) } };
  };
  const statements = [policy.Statement].flat() as LooseStatement[];
  return JSON.stringify({ ...policy, Statement: statements.map(rewriteStatement) });
}
