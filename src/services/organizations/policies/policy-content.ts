import { AwsError } from "../../../aws/aws-error.ts";
import { compilePolicy } from "../../../policy/compile.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import { constraintViolation } from "../errors.ts";
import { POLICY_BYTES_MAX } from "../quotas.ts";

/** Throws `MalformedPolicyDocumentException` on what is no service control policy, and on one that is too long. */
export function checkContent(content: string, name: string): void {
  if (Buffer.byteLength(content) > POLICY_BYTES_MAX) {
    throw constraintViolation("POLICY_CONTENT_LIMIT_EXCEEDED", "The policy content is larger than allowed.");
  }
  try {
    compilePolicy(content, { name, kind: "scp" });
  } catch (error) {
    if (!(error instanceof PolicyDocumentError)) throw error;
    throw new AwsError("MalformedPolicyDocumentException", error.message);
  }
}
