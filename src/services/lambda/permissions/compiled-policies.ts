import { type CompiledPolicy, compilePolicy } from "../../../policy/compile.ts";
import { ownEntry } from "../state/own-entry.ts";
import type { FunctionRecord, LayerVersionRecord, PolicyRecord } from "../state/records.ts";

/** Policies are compiled once: a changed policy is another record. */
const compiled = new WeakMap<PolicyRecord, CompiledPolicy>();

/** The policy that speaks about a function under this qualifier (`""`: unqualified), or undefined. */
export function functionPolicy(record: FunctionRecord, qualifier: string): CompiledPolicy | undefined {
  const policy = ownEntry(record.policies, qualifier);
  return (
    policy && compile(policy, `policy of function ${record.name}${qualifier === "" ? "" : `:${qualifier}`}`)
  );
}

export const layerPolicy = ({ policy, layerName, version }: LayerVersionRecord): CompiledPolicy | undefined =>
  policy && compile(policy, `policy of layer ${layerName}:${version}`);

/** The policy as IAM JSON, as GetPolicy shows it. */
export const policyText = ({ statements }: Pick<PolicyRecord, "statements">): string =>
  JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });

function compile(policy: PolicyRecord, name: string): CompiledPolicy {
  let found = compiled.get(policy);
  if (!found) {
    found = compilePolicy(policyText(policy), { name, kind: "resource" });
    compiled.set(policy, found);
  }
  return found;
}
