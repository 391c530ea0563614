import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
import { PolicyDocumentError } from "../../policy/policy-document-error.ts";
import type { PolicyKind } from "../../policy/policy-kind.ts";
import { malformedPolicy } from "./errors.ts";

/** Compiles a document that a caller sent. Throws `MalformedPolicyDocument`. */
export function compileSentPolicy(document: string, name: string, kind: PolicyKind): CompiledPolicy {
  try {
    return compilePolicy(document, { name, kind });
  } catch (error) {
    if (error instanceof PolicyDocumentError) throw malformedPolicy(error.message);
    throw error;
  }
}

/** Documents leave IAM percent-encoded. Source: IAM API Reference, GetRolePolicy: "URL-encoded compliant with RFC 3986". */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
