/** What a signature is limited to. */
export interface CredentialScope {
  /** `20150830`. */
  readonly date: string;
  readonly region: string;
  /** The signing name: `execute-api`. */
  readonly service: string;
  /** `20150830/us-east-1/execute-api/aws4_request`. */
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
export function parseCredential(text: string): ParsedCredential {
  const parts = text.split("/", 6);
  const [accessKeyId, date, region, service, terminator] = parts as [string, string, string, string, string];
  if (parts.length !== 5 || !ACCESS_KEY_ID.test(accessKeyId)) {
    return malformed(
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
    );
  }
  if (terminator !== SCOPE_TERMINATOR) {
    return malformed(`Credential should be scoped with a valid terminator: '${SCOPE_TERMINATOR}'.`);
  }
  if (!/^\d{8}$/.test(date)) return malformed("Date in Credential scope does not have the form YYYYMMDD.");
  if (!REGION.test(region)) return malformed("Credential should be scoped to a valid region.");
  if (!SERVICE.test(service)) return malformed("Credential should be scoped to a valid service.");
  return {
    kind: "credential",
    accessKeyId,
    scope: { date, region, service, text: `${date}/${region}/${service}/${terminator}` },
  };
}

const malformed = (detail: string): ParsedCredential => ({ kind: "malformed", detail });
