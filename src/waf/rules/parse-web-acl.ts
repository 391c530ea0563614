import type {
  AssociationConfig,
  CaptchaConfig,
  ChallengeConfig,
  DefaultAction,
  CustomResponseBody as WireBody,
  Rule as WireRule,
} from "@aws-sdk/client-wafv2";
import { BODY_BYTES_DEFAULT } from "../request.ts";
import { ensure, oneOf } from "./invalid-parameter.ts";
import type { CustomResponseBodies, CustomResponseBody, RuleGroup, WebAcl } from "./model.ts";
import { parseCaptchaImmunity, parseChallengeImmunity, parseDefaultAction } from "./parse-action.ts";
import type { ParseContext } from "./parse-context.ts";
import { parseRules } from "./parse-rules.ts";

/** Seconds that a token counts where nothing is configured. Source: AWS WAF, token immunity times. */
const IMMUNITY_DEFAULT_S = 300;
/** Source: AWS WAF quotas: one body 4 KB, all bodies of a web ACL or rule group 50 KB. */
const RESPONSE_BODY_BYTES_MAX = 4096;
const RESPONSE_BODIES_BYTES_MAX = 51_200;

const BODY_LIMITS_BYTES: Readonly<Record<string, number>> = {
  KB_16: 16_384,
  KB_32: 32_768,
  KB_48: 49_152,
  KB_64: 65_536,
};

const CONTENT_TYPES: Readonly<Record<string, CustomResponseBody["contentType"]>> = {
  APPLICATION_JSON: "application/json",
  TEXT_PLAIN: "text/plain",
  TEXT_HTML: "text/html",
};

/** The members of a web ACL that the engine acts on, as CreateWebACL and UpdateWebACL take them. */
export interface WireWebAcl {
  readonly Rules?: readonly WireRule[] | undefined;
  readonly DefaultAction: DefaultAction | undefined;
  readonly CustomResponseBodies?: Readonly<Record<string, WireBody>> | undefined;
  readonly CaptchaConfig?: CaptchaConfig | undefined;
  readonly ChallengeConfig?: ChallengeConfig | undefined;
  readonly TokenDomains?: readonly string[] | undefined;
  readonly AssociationConfig?: AssociationConfig | undefined;
}

/** Whose labels and rules these are. */
export interface Owner {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
}

type Databases = ParseContext["databases"];

/** A web ACL as the engine runs it. Throws InvalidParameterError. */
export function parseWebAcl(wire: WireWebAcl, owner: Owner, databases: Databases): WebAcl {
  const responseBodies = parseResponseBodies(wire.CustomResponseBodies);
  return {
    arn: owner.arn,
    labelNamespace: `awswaf:${owner.accountId}:webacl:${owner.name}:`,
    rules: parseRules(wire.Rules ?? [], { owner: "webAcl", responseBodies, databases }),
    defaultAction: parseDefaultAction(wire.DefaultAction, responseBodies),
    responseBodies,
    captchaImmunityS: parseCaptchaImmunity(wire.CaptchaConfig) ?? IMMUNITY_DEFAULT_S,
    challengeImmunityS: parseChallengeImmunity(wire.ChallengeConfig) ?? IMMUNITY_DEFAULT_S,
    tokenDomains: parseTokenDomains(wire.TokenDomains ?? []),
    bodyBytesMax: parseBodyLimit(wire.AssociationConfig),
  };
}

/** A rule group as the engine runs it. Throws InvalidParameterError. */
export function parseRuleGroup(
  wire: Pick<WireWebAcl, "Rules" | "CustomResponseBodies">,
  owner: Owner,
  databases: Databases,
): RuleGroup {
  const responseBodies = parseResponseBodies(wire.CustomResponseBodies);
  return {
    arn: owner.arn,
    labelNamespace: `awswaf:${owner.accountId}:rulegroup:${owner.name}:`,
    rules: parseRules(wire.Rules ?? [], { owner: "ruleGroup", responseBodies, databases }),
    responseBodies,
  };
}

function parseResponseBodies(wire: WireWebAcl["CustomResponseBodies"]): CustomResponseBodies {
  const bodies = new Map<string, CustomResponseBody>();
  let bytes = 0;
  for (const [key, { Content = "", ContentType }] of Object.entries(wire ?? {})) {
    const size = Buffer.byteLength(Content);
    bytes += size;
    const field = "CUSTOM_RESPONSE_BODY";
    ensure(/^[\w-]{1,128}$/.test(key), field, key, "A body's key is not valid.");
    ensure(size >= 1 && size <= RESPONSE_BODY_BYTES_MAX, field, key, "A body must have 1 to 4,096 bytes.");
    const type = oneOf(ContentType, Object.keys(CONTENT_TYPES), "RESPONSE_CONTENT_TYPE", "ContentType");
    bodies.set(key, { contentType: CONTENT_TYPES[type]!, content: Content });
  }
  ensure(
    bytes <= RESPONSE_BODIES_BYTES_MAX,
    "CUSTOM_RESPONSE_BODY",
    String(bytes),
    "All bodies together must have at most 51,200 bytes.",
  );
  return bodies;
}

function parseTokenDomains(domains: readonly string[]): readonly string[] {
  for (const domain of domains) {
    const isHost = /^[\w-]+(?:\.[\w-]+)+$/.test(domain) && domain.length <= 253;
    ensure(isHost, "TOKEN_DOMAIN", domain, "A token domain must be a host name with at least two labels.");
  }
  return domains.map((domain) => domain.toLowerCase());
}

/** How much of a body is inspected for API Gateway, the one resource type that can be associated. */
function parseBodyLimit(wire: AssociationConfig | undefined): number {
  const types = Object.keys(wire?.RequestBody ?? {});
  const other = types.find((type) => type !== "API_GATEWAY");
  ensure(
    other === undefined,
    "ASSOCIATED_RESOURCE_TYPE",
    String(other),
    "Only API_GATEWAY can be associated with a web ACL.",
  );
  const limit = wire?.RequestBody?.API_GATEWAY?.DefaultSizeInspectionLimit;
  if (limit === undefined) return BODY_BYTES_DEFAULT;
  return BODY_LIMITS_BYTES[
    oneOf(limit, Object.keys(BODY_LIMITS_BYTES), "ASSOCIATED_RESOURCE_TYPE", "DefaultSizeInspectionLimit")
  ]!;
}
