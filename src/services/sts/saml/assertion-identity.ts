import { createHash } from "node:crypto";
import { parseArn } from "../../../aws/arn.ts";
import type { SamlProviderView } from "../../iam/port.ts";
import { invalidIdentityToken } from "../errors.ts";
import { providerTags } from "../federation/provider-tags.ts";
import type { FederatedIdentity } from "../federation/trust.ts";
import { attributeKeys } from "./attribute-keys.ts";
import type { SamlAssertion } from "./read-assertion.ts";
import { AWS_ATTRIBUTES } from "./saml-names.ts";

const NAME_FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const PRINCIPAL_TAG = `${AWS_ATTRIBUTES}PrincipalTag:`;
const SESSION_TEXT = /^[\w+=,.@-]{2,64}$/;

/** What an assertion says of its subject, in the terms of trust policies. */
export function assertionIdentity(assertion: SamlAssertion, provider: SamlProviderView): FederatedIdentity {
  const keys = new Map<string, readonly string[]>();
  for (const [name, values] of assertion.attributes) {
    const key = attributeKeys.get(name);
    if (key !== undefined && values.length > 0) keys.set(`saml:${key}`, values);
  }
  keys.set("saml:aud", [assertion.recipient]);
  keys.set("saml:iss", [assertion.issuer]);
  keys.set("saml:sub", [assertion.subject]);
  keys.set("saml:sub_type", [subjectType(assertion)]);
  keys.set("saml:doc", [documentName(provider)]);
  keys.set("saml:namequalifier", [nameQualifier(assertion, provider)]);
  const sourceIdentity = optional(assertion, "SourceIdentity");
  return {
    providerArn: provider.arn,
    keys,
    lastingKeys: ["saml:namequalifier", "saml:sub", "saml:sub_type"],
    tags: readTags(assertion),
    transitiveTagKeys: assertion.attributes.get(`${AWS_ATTRIBUTES}TransitiveTagKeys`) ?? [],
    ...(sourceIdentity !== undefined && { sourceIdentity: requireSessionText(sourceIdentity) }),
  };
}

/** `persistent` and `transient`, else the whole URI. */
export const subjectType = ({ subjectFormat }: SamlAssertion): string => {
  const short = subjectFormat.startsWith(NAME_FORMATS) ? subjectFormat.slice(NAME_FORMATS.length) : "";
  return short === "persistent" || short === "transient" ? short : subjectFormat;
};

/** `111122223333/Provider` */
const documentName = ({ arn, name }: SamlProviderView): string => `${parseArn(arn)?.accountId}/${name}`;

/** Source: IAM User Guide, "Uniquely identifying users in SAML-based federation". */
export const nameQualifier = ({ issuer }: SamlAssertion, provider: SamlProviderView): string =>
  createHash("sha1")
    .update(`${issuer}${documentName(provider)}`)
    .digest("base64");

/** Whether the provider says that its user may have the role: by a pair of ARNs, in either order. */
export function offersRole({ attributes }: SamlAssertion, roleArn: string, providerArn: string): boolean {
  const pairs = attributes.get(`${AWS_ATTRIBUTES}Role`) ?? [];
  return pairs.some((pair) => {
    const arns = pair.split(",").map((arn) => arn.trim());
    return arns.length === 2 && arns.includes(roleArn) && arns.includes(providerArn);
  });
}

export function readSessionName(assertion: SamlAssertion): string {
  const name = optional(assertion, "RoleSessionName");
  if (name === undefined) throw invalidIdentityToken("RoleSessionName is required in AuthnResponse");
  return requireSessionText(name);
}

/** How long the provider lets a session last, in seconds: the shorter of its two words. */
export function sessionDurationMax(assertion: SamlAssertion, nowMs: number): number {
  const { sessionEndsAtMs = Infinity } = assertion;
  const stated = optional(assertion, "SessionDuration");
  const durationS = stated === undefined ? Infinity : Number(stated);
  if (Number.isNaN(durationS) || durationS < 900 || (stated !== undefined && durationS > 43_200)) {
    throw invalidIdentityToken("SessionDuration must be from 900 to 43200 seconds");
  }
  return Math.min(durationS, Math.max(1, Math.floor((sessionEndsAtMs - nowMs) / 1000)));
}

/** The one value of an attribute of AWS's. */
function optional({ attributes }: SamlAssertion, name: string): string | undefined {
  const values = attributes.get(AWS_ATTRIBUTES + name);
  if (values === undefined) return undefined;
  if (values.length !== 1) throw invalidIdentityToken(`${name} must have one value`);
  return values[0];
}

function requireSessionText(text: string): string {
  if (SESSION_TEXT.test(text)) return text;
  throw invalidIdentityToken(`"${text.slice(0, 64)}" is no name of a session or source identity`);
}

function readTags({ attributes }: SamlAssertion): FederatedIdentity["tags"] {
  const named = [...attributes].filter(([name]) => name.startsWith(PRINCIPAL_TAG));
  const tags = providerTags(named.map(([name, values]) => [name.slice(PRINCIPAL_TAG.length), values]));
  if (!tags) throw invalidIdentityToken("The session tags of the assertion are not valid.");
  return tags;
}
