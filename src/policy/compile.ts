import { type CompiledStatement, compileStatement, type ResourceExpander } from "./compile-statement.ts";
import { parseDocument } from "./parse-document.ts";
import type { PolicyKind } from "./policy-kind.ts";

/** What a policy is called and how it is read. */
export interface PolicyOptions {
  /** The name or ARN by which its owner would recognise it; shown in explanations. */
  readonly name: string;
  readonly kind: PolicyKind;
  /**
   * Turns a resource that the policy's service lets its users abbreviate into an ARN: API Gateway's
   * `execute-api:/stage/GET/path`. Default: as written.
   */
  readonly expandResource?: ResourceExpander;
}

/** The statements whose action fits, by effect. */
export interface ActionStatements {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

/** A policy ready to be evaluated: immutable, shared by every request. */
export interface CompiledPolicy {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: readonly CompiledStatement[];
  /** The statements that speak of an action. Found once for each action, then remembered. */
  statementsFor(action: string): ActionStatements;
}

/** How many actions one policy remembers. Real traffic asks for few; past that, the memory starts anew. */
const REMEMBERED_ACTIONS_MAX = 256;

/**
 * Compiles the JSON text of a policy. Throws {@link PolicyDocumentError}, and nothing else, on a text that is not a
 * policy of this kind: a policy that compiles has an effect in all its parts.
 */
export function compilePolicy(text: string, options: PolicyOptions): CompiledPolicy {
  const { name, kind, expandResource = (resource) => resource } = options;
  const document = parseDocument(text, kind);
  const statements = document.statements.map((statement) =>
    compileStatement(statement, document.version, name, expandResource),
  );
  const remembered = new Map<string, ActionStatements>();
  const statementsFor = (action: string): ActionStatements => {
    const known = remembered.get(action);
    if (known) return known;
    if (remembered.size >= REMEMBERED_ACTIONS_MAX) remembered.clear();
    const found = selectByAction(statements, action);
    remembered.set(action, found);
    return found;
  };
  return { name, kind, statements, statementsFor };
}

function selectByAction(statements: readonly CompiledStatement[], action: string): ActionStatements {
  const lowerCaseAction = action.toLowerCase();
  const covering = statements.filter((statement) => statement.coversAction(lowerCaseAction));
  return {
    denies: covering.filter(({ effect }) => effect === "Deny"),
    allows: covering.filter(({ effect }) => effect === "Allow"),
  };
}
