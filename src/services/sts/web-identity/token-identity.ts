import type { OidcProviderView } from "../../iam/port.ts";
import { invalidIdentityToken } from "../errors.ts";
import { providerTags } from "../federation/provider-tags.ts";
import type { FederatedIdentity } from "../federation/trust.ts";
import type { VerifiedToken } from "./verify-token.ts";

/** Claims by which a provider hands tags and a source identity on. Source: IAM User Guide, "Passing session tags in AWS STS". */
const TAGS = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

const SOURCE_IDENTITY_TEXT = /^[\w+=,.@-]{2,64}$/;

/** What a verified token says of its subject, in the terms of trust policies. */
export function tokenIdentity(
  { audience, claims }: VerifiedToken,
  provider: OidcProviderView,
): FederatedIdentity {
  const prefix = `${provider.name.toLowerCase()}:`;
  const keys = new Map<string, readonly string[]>();
  for (const [claim, value] of Object.entries(claims)) {
    const values = textsOf(value);
    // Keys are asked for in lower case: a claim `Sub` has none, and does not stand in for `sub`.
    if (values.length > 0) keys.set(prefix + claim, values);
  }
  keys.set(`${prefix}aud`, [audience]);
  const intended = textsOf(claims.aud);
  if (intended.length > 0) keys.set(`${prefix}oaud`, intended);
  const sourceIdentity = claims[SOURCE_IDENTITY];
  return {
    providerArn: provider.arn,
    keys,
    lastingKeys: ["aud", "sub", "amr"].map((claim) => prefix + claim),
    ...readTags(claims[TAGS]),
    ...(sourceIdentity !== undefined && { sourceIdentity: readSourceIdentity(sourceIdentity) }),
  };
}

/** Texts, numbers and truth values, one or many; anything else has no value that a condition could be compared with. */
function textsOf(value: unknown): readonly string[] {
  return [value].flat().flatMap((one) => {
    const isScalar = typeof one === "string" || typeof one === "number" || typeof one === "boolean";
    return isScalar ? [String(one)] : [];
  });
}

/** `{"principal_tags": {"Project": ["Automation"]}, "transitive_tag_keys": ["Project"]}` */
function readTags(claim: unknown): Pick<FederatedIdentity, "tags" | "transitiveTagKeys"> {
  if (claim === undefined) return { tags: [], transitiveTagKeys: [] };
  const { principal_tags: tags, transitive_tag_keys: transitive = [] } = requireObject(claim);
  const entries = Object.entries(requireObject(tags));
  const read = providerTags(entries.map(([key, values]) => [key, [values].flat()]));
  const keys = [transitive].flat();
  if (!read || !keys.every((key) => typeof key === "string")) throw malformedTags();
  return { tags: read, transitiveTagKeys: keys };
}

function readSourceIdentity(claim: unknown): string {
  if (typeof claim === "string" && SOURCE_IDENTITY_TEXT.test(claim)) return claim;
  throw invalidIdentityToken("The source identity of the token is not valid.");
}

function requireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformedTags();
  return value as Readonly<Record<string, unknown>>;
}

const malformedTags = () => invalidIdentityToken("The session tags of the token are not valid.");
