import type { PolicyDocument, Statement } from "./document.ts";
import { type Fields, readFields, readOptionalString } from "./fields.ts";
import { parseStatement } from "./parse-statement.ts";
import { PolicyDocumentError } from "./policy-document-error.ts";
import { type PolicyGrammar, type PolicyKind, policyGrammars } from "./policy-kind.ts";
import { parseStrictJson } from "./strict-json.ts";

const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"] as const;

/**
 * Reads the JSON text of a policy into a document, checking its shape against the grammar of its kind.
 * Throws {@link PolicyDocumentError}, and nothing else, on any text that is not such a policy.
 * `{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}` gives version `2008-10-17` and one statement.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parseDocument(text: string, kind: PolicyKind): PolicyDocument {
  const grammar = policyGrammars[kind];
  const fields = readFields(parseStrictJson(text), "", DOCUMENT_ELEMENTS);
  if (fields.Id !== undefined && !grammar.mayHaveId) {
    throw new PolicyDocumentError("Id", `A policy of kind ${kind} cannot have an Id. Remove it.`);
  }
  readOptionalString(fields.Id, "Id");
  const version = parseVersion(fields.Version);
  const statements = parseStatements(fields, grammar);
  if (grammar.strictSids) refuseRepeatedSids(statements);
  return { version, statements };
}

function parseVersion(value: unknown): PolicyDocument["version"] {
  if (value === undefined || value === "2008-10-17") return "2008-10-17";
  if (value === "2012-10-17") return value;
  throw new PolicyDocumentError("Version", 'The policy\'s Version must be "2012-10-17" or "2008-10-17".');
}

function parseStatements(fields: Fields<"Statement">, grammar: PolicyGrammar): readonly Statement[] {
  const value = fields.Statement;
  if (value === undefined) throw new PolicyDocumentError("", "Missing required field Statement");
  if (!Array.isArray(value)) return [parseStatement(value, "Statement", grammar)];
  if (value.length === 0)
    throw new PolicyDocumentError("Statement", "A policy needs at least one statement.");
  return value.map((statement, index) => parseStatement(statement, `Statement[${index}]`, grammar));
}

function refuseRepeatedSids(statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const { label, place } of statements) {
    if (seen.has(label)) {
      throw new PolicyDocumentError(`${place}.Sid`, "Statement IDs (SID) in a single policy must be unique.");
    }
    seen.add(label);
  }
}
