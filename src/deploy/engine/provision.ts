import { AwsError } from "../../aws/aws-error.ts";
import { isReplacedBy } from "../resources/resource-type.ts";
import { collectReferences } from "../template/references.ts";
import { propertiesPath, type ResourceDeclaration } from "../template/template.ts";
import type { ValueMap } from "../template/value.ts";
import { changedProperties, desiredProperties, resourceValues } from "./desired-properties.ts";
import { create, keep, type ProvisionStep, replace, type SettledFacts, update } from "./provision-steps.ts";
import type { PhysicalResource, ResourceRecord } from "./records.ts";
import { resolveDynamicReferences } from "./ssm-values.ts";
import type { StackRun } from "./stack-run.ts";
import type { Target } from "./target.ts";

/** Brings one resource to what the target says: makes it, changes it, replaces it, or leaves it as it is. */
export async function provision(
  run: StackRun,
  target: Target,
  declaration: ResourceDeclaration,
): Promise<void> {
  const { logicalId } = declaration;
  const type = run.ports.registry.get(declaration.type)!;
  const scope = { ...target.scope, resources: resourceValues(run.resources) };
  const evaluated = desiredProperties(type, declaration, scope, target.tags);
  await noteImports(run, target, declaration);
  const resolved = await resolveDynamicReferences(evaluated, propertiesPath(logicalId), run.caller);
  const step: ProvisionStep = {
    run,
    type,
    logicalId,
    properties: resolved as ValueMap,
    facts: factsOf(target, declaration),
  };

  const record = await reclaim(run, logicalId);
  const current = record?.current;
  if (!record || !current) return create(step, record);
  if (record.type !== type.type) {
    throw new AwsError(
      "ValidationError",
      `Update of resource type is not permitted. The new template modifies resource type of ${logicalId}`,
    );
  }
  const baseline = findBaseline(record, current);
  if (!baseline) return replace(step, record, current);
  const changed = changedProperties(baseline, step.properties);
  if (changed.length === 0) return keep(step, record, current);
  if (!type.update || isReplacedBy(type, changed)) return replace(step, record, current);
  return update(step, record, current, baseline);
}

/** The resource's record. One that an earlier cleanup could not delete is the stack's again. */
async function reclaim(run: StackRun, logicalId: string): Promise<ResourceRecord | undefined> {
  const record = run.resources.get(logicalId);
  if (record?.removed) await run.putResource({ ...record, removed: false });
  return run.resources.get(logicalId);
}

/**
 * The properties that the resource is known to have. After an update that failed half-way: those from before it.
 * Undefined when the resource itself was made half-way.
 */
function findBaseline({ status, before }: ResourceRecord, current: PhysicalResource): ValueMap | undefined {
  if (status === "CREATE_FAILED") return undefined;
  if (status !== "UPDATE_FAILED" || before === undefined) return current.properties;
  return before !== "absent" && before.physicalId === current.physicalId ? before.properties : undefined;
}

const factsOf = (target: Target, declaration: ResourceDeclaration): SettledFacts => ({
  dependsOn: [...(target.graph.get(declaration.logicalId) ?? [])],
  deletionPolicy: declaration.deletionPolicy,
  updateReplacePolicy: declaration.updateReplacePolicy,
  metadata: JSON.stringify(declaration.metadata ?? null),
});

/** Names of exports that the resource uses are kept with the stack before they are used, so that they cannot go away. */
async function noteImports(run: StackRun, target: Target, declaration: ResourceDeclaration): Promise<void> {
  const path = propertiesPath(declaration.logicalId);
  const calls = collectReferences(declaration.properties, path, target.scope.condition);
  if (!calls.some((reference) => reference.kind === "call" && reference.name === "Fn::ImportValue")) return;
  const added = target.importedNames().filter((name) => !run.stack.imports.includes(name));
  if (added.length > 0) await run.updateStack({ imports: [...run.stack.imports, ...added] });
}
