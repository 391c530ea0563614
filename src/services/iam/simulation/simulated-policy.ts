import type { Statement } from "@aws-sdk/client-iam";
import { type CompiledPolicy, compilePolicy } from "../../../policy/compile.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import type { PolicyKind } from "../../../policy/policy-kind.ts";
import { invalidInput } from "../errors.ts";
import { statementSpans } from "./statement-spans.ts";

/** A policy that a simulation evaluates, and what an answer calls its statements. */
export interface SimulatedPolicy {
  readonly compiled: CompiledPolicy;
  /** By the statement's label. */
  readonly statements: ReadonlyMap<string, Statement>;
}

/** @param id `SourcePolicyId` in the answer. Throws `InvalidInput`. */
export function simulatedPolicy(text: string, id: string, kind: PolicyKind): SimulatedPolicy {
  const compiled = compileSimulated(text, id, kind);
  const spans = statementSpans(text);
  const statements = compiled.statements.map(({ label }, index): [string, Statement] => [
    label,
    { SourcePolicyId: id, SourcePolicyType: "IAM Policy" as never, ...spans[index] },
  ]);
  return { compiled, statements: new Map(statements) };
}

/** Throws `InvalidInput`. */
export function compileSimulated(text: string, name: string, kind: PolicyKind): CompiledPolicy {
  try {
    return compilePolicy(text, { name, kind });
  } catch (error) {
    if (error instanceof PolicyDocumentError) throw invalidInput(`${name}: ${error.message}`);
    throw error;
  }
}
