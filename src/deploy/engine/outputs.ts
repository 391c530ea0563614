import { AwsError } from "../../aws/aws-error.ts";
import { evaluate } from "../template/evaluate.ts";
import { findText } from "../template/functions/arguments.ts";
import type { Scope } from "../template/scope.ts";
import type { OutputDeclaration } from "../template/template.ts";
import { TemplateError } from "../template/template-error.ts";
import type { Value } from "../template/value.ts";
import { resourceValues } from "./desired-properties.ts";
import type { StackOutput, StackRecord } from "./records.ts";
import type { Home } from "./sealed-documents.ts";
import type { StackRun } from "./stack-run.ts";
import type { StackStore } from "./stack-store.ts";
import type { Target } from "./target.ts";

/** Evaluates the target's outputs and exchanges the stack's exports for theirs. Returns what the stack is to keep. */
export async function applyOutputs(
  run: StackRun,
  target: Target,
): Promise<Pick<StackRecord, "outputs" | "imports">> {
  const outputs = evaluateOutputs(target, { ...target.scope, resources: resourceValues(run.resources) });
  await exchangeExports(run.ports.store, run.stack, outputs);
  return { outputs, imports: target.importedNames() };
}

/** Every output whose condition holds. Throws {@link TemplateError} for one that is not text. */
export function evaluateOutputs(target: Target, scope: Scope): StackOutput[] {
  const outputs: StackOutput[] = [];
  for (const declaration of target.loaded.template.outputs.values()) {
    if (declaration.condition !== undefined && !scope.condition(declaration.condition)) continue;
    outputs.push(evaluateOutput(declaration, scope));
  }
  return outputs;
}

function evaluateOutput(declaration: OutputDeclaration, scope: Scope): StackOutput {
  const path = ["Outputs", declaration.name];
  const textAt = (value: Value, ...steps: string[]): string => {
    const text = findText(evaluate(value, scope, [...path, ...steps]));
    if (text !== undefined) return text;
    throw new TemplateError("Template format error: Output values must be text", [...path, ...steps]);
  };
  return {
    key: declaration.name,
    value: textAt(declaration.value, "Value"),
    ...(declaration.description !== undefined && { description: declaration.description }),
    ...(declaration.exportName !== undefined && {
      exportName: textAt(declaration.exportName, "Export", "Name"),
    }),
  };
}

/**
 * Makes the exports of `outputs` the stack's, all names first taken, then given up. Throws when a name is another
 * stack's, and when an export that another stack uses would change or go.
 */
export async function exchangeExports(
  store: StackStore,
  stack: StackRecord,
  outputs: readonly StackOutput[],
): Promise<void> {
  const wanted = new Map(
    outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value]])),
  );
  const existing = await store.exports.list({ accountId: stack.accountId, region: stack.region });
  const own = existing.filter((entry) => entry.stackId === stack.stackId);
  for (const entry of existing) {
    if (!wanted.has(entry.name) || entry.stackId === stack.stackId) continue;
    throw new AwsError(
      "ValidationError",
      `Export with name ${entry.name} is already exported by stack ${nameOf(entry.stackId)}. Rollback requested by user.`,
    );
  }
  const changed = own.filter((entry) => wanted.get(entry.name) !== entry.value);
  for (const entry of changed) {
    const verb = wanted.has(entry.name) ? "update" : "delete";
    const [user] = await importersOf(store, stack, entry.name);
    if (user)
      throw new AwsError(
        "ValidationError",
        `Cannot ${verb} export ${entry.name} as it is in use by ${user.stackName}`,
      );
  }
  for (const [name, value] of wanted) {
    if (own.some((entry) => entry.name === name && entry.value === value)) continue;
    const expect = own.some((entry) => entry.name === name) ? "anything" : "absent";
    const isPut = await store.exports.put(stack, name, { name, value, stackId: stack.stackId }, expect);
    if (isPut === undefined)
      throw new AwsError("ValidationError", `Export with name ${name} is already exported`);
  }
  for (const entry of changed) if (!wanted.has(entry.name)) await store.exports.delete(stack, entry.name);
}

/** Stacks that use an export. */
export async function importersOf(store: StackStore, home: Home, name: string): Promise<StackRecord[]> {
  const stacks = await store.listStacks({ accountId: home.accountId, region: home.region });
  return stacks.filter((stack) => stack.status !== "DELETE_COMPLETE" && stack.imports.includes(name));
}

/** `arn:…:stack/shop/8f…` gives `shop`. */
const nameOf = (stackId: string): string => stackId.split("/")[1] ?? stackId;
