import { AwsError } from "../../aws/aws-error.ts";
import { MissingResourceError } from "../../waf/compile/compile-statement.ts";
import { InvalidParameterError } from "../../waf/rules/invalid-parameter.ts";
import type { AddressData } from "./address-data.ts";
import type { WebAclRecord } from "./records.ts";
import { rulesWithoutData } from "./rule-resources.ts";
import type { EntityView } from "./waf-records.ts";

/**
 * Why a stored web ACL cannot be run, for whoever has to mend it: its rules that need data which the server was not
 * given, each with the option that gives it, or what its rules refer to in vain. Undefined where the failure is a bug.
 */
export function outageReason(
  error: unknown,
  record: WebAclRecord,
  view: EntityView,
  data: AddressData,
): string | undefined {
  const isExpected = [InvalidParameterError, MissingResourceError, AwsError].some(
    (kind) => error instanceof kind,
  );
  if (!isExpected) return undefined;
  const lacking = rulesWithoutData(record, view, data);
  if (lacking.length === 0) return (error as Error).message;
  return lacking.map(({ rule, reason }) => `the rule ${rule} cannot be evaluated: ${reason}`).join("; ");
}
