import { partitionOf } from "../../../aws/arn.ts";
import type { EnvironmentSecrets, FunctionSpec } from "../../../compute/function-spec.ts";
import type { Principal } from "../../../policy/principal.ts";
import type { Vault } from "../../../vault/vault.ts";
import type { SessionIssuer } from "../../sts/port.ts";
import { referenceArn } from "../function-reference.ts";
import { openVariables } from "../functions/variables.ts";
import type { FunctionRecord, VersionRecord } from "../state/records.ts";

/** Longest life of an environment's credentials, in seconds; the role's maximum may be less. */
const SESSION_S = 12 * 3600;

/** Who an environment acts as: remembered by those who are asked what it may do. */
export type RoleListener = (spec: FunctionSpec, principal: Principal) => void;

/**
 * What an environment is told when it starts: the function's variables, opened, and a fresh session of its role.
 * Throws when the role no longer lets Lambda assume it: a function never runs with less or more than its role.
 */
export function environmentSecrets(
  spec: FunctionSpec,
  record: FunctionRecord,
  version: VersionRecord,
  deps: { readonly vault: Vault; readonly sessions: SessionIssuer; readonly onRole: RoleListener },
): EnvironmentSecrets {
  const variables = openVariables(version, record, deps.vault);
  const { principal, ...credentials } = deps.sessions.issueForService({
    roleArn: version.roleArn,
    serviceName: "lambda.amazonaws.com",
    sessionName: record.name,
    sourceArn: referenceArn(record, partitionOf(record.region)),
    sourceAccountId: record.accountId,
    durationS: SESSION_S,
    region: record.region,
  });
  deps.onRole(spec, principal);
  return { variables, credentials };
}
