import { ALGORITHM_4A, type Algorithm } from "./algorithm.ts";

/** What a signature is limited to. */
export interface CredentialScope {
  /** `20150830`. */
  readonly date: string;
  /** Empty for Signature Version 4A, which names its regions apart. */
  readonly region: string;
  /** The signing name: `execute-api`. */
  readonly service: string;
  /** `20150830/us-east-1/execute-api/aws4_request`; without the region for Signature Version 4A. */
  readonly text: string;
}

/** The last part of every scope. */
export const SCOPE_TERMINATOR = "aws4_request";

const ACCESS_KEY_ID = /^\w{3,128}$/;
const REGION = /^[a-z0-9-]{1,64}$/;
const SERVICE = /^[A-Za-z0-9_.-]{1,64}$/;

/** A parsed Credential, or what is wrong with it in AWS's words. */
export type ParsedCredential =
  | { readonly kind: "credential"; readonly accessKeyId: string; readonly scope: CredentialScope }
  | { readonly kind: "malformed"; readonly detail: string };

/**
 * Reads `AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request`. Source: IAM User Guide, "Elements of an AWS API request
 * signature".
 */
export function parseCredential(text: string, algorithm: Algorithm): ParsedCredential {
  const parts = text.split("/", 6);
  const multiRegion = algorithm === ALGORITHM_4A;
  if (parts.length !== (multiRegion ? 4 : 5) || !ACCESS_KEY_ID.test(parts[0]!)) {
    return malformed(
      multiRegion
        ? "Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term"
        : "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
    );
  }
  if (multiRegion) parts.splice(2, 0, "");
  const [accessKeyId, date, region, service, terminator] = parts as [string, string, string, string, string];
  if (terminator !== SCOPE_TERMINATOR) {
    return malformed(`Credential should be scoped with a valid terminator: '${SCOPE_TERMINATOR}'.`);
  }
  if (!/^\d{8}$/.test(date)) return malformed("Date in Credential scope does not have the form YYYYMMDD.");
  if (!multiRegion && !REGION.test(region))
    return malformed("Credential should be scoped to a valid region.");
  if (!SERVICE.test(service)) return malformed("Credential should be scoped to a valid service.");
  return {
    kind: "credential",
    accessKeyId,
    scope: { date, region, service, text: text.slice(accessKeyId.length + 1) },
  };
}

const malformed = (detail: string): ParsedCredential => ({ kind: "malformed", detail });
