import { limitExceeded } from "../errors.ts";
import { compileSentPolicy } from "../policy-texts.ts";
import { countedLength, quotas } from "../quotas.ts";

/** Throws `MalformedPolicyDocument` or `LimitExceeded`. */
export function checkManagedDocument(document: string, name: string): void {
  compileSentPolicy(document, name, "identity");
  if (countedLength(document) > quotas.PolicySize) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${quotas.PolicySize}`);
  }
}
