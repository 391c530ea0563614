import { fullAccessPolicy } from "./full-access-policy.ts";
import type { Organization } from "./organization.ts";
import type { PolicyRecord, TargetRecord } from "./records.ts";

/** Every organization lies in one partition. */
const PREFIX = "arn:aws:organizations::";

const KINDS = { root: "root", unit: "ou", account: "account" } as const;

/** `arn:aws:organizations::111122223333:ou/o-a1b2c3d4e5/ou-ab12-11111111`. */
export const targetArn = (
  organization: Organization,
  { kind, id }: Pick<TargetRecord, "kind" | "id">,
): string => `${PREFIX}${organization.managementAccountId}:${KINDS[kind]}/${organization.record?.id}/${id}`;

/** AWS's own policy belongs to nobody's organization. */
export const policyArn = (organization: Organization, { id }: Pick<PolicyRecord, "id">): string =>
  id === fullAccessPolicy.id
    ? `${PREFIX}aws:policy/service_control_policy/${id}`
    : `${PREFIX}${organization.managementAccountId}:policy/${organization.record?.id}/service_control_policy/${id}`;

export const organizationArn = ({ managementAccountId, record }: Organization): string =>
  `${PREFIX}${managementAccountId}:organization/${record?.id}`;

/** The ARN of a resource whose id may mean nothing: what a permission is asked for. */
export function arnOfId(organization: Organization, id: string): string {
  if (id.startsWith("p-")) return policyArn(organization, { id });
  const kind = id.startsWith("r-") ? "root" : id.startsWith("ou-") ? "unit" : "account";
  return targetArn(organization, { kind, id });
}
