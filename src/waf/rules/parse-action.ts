import type {
  CaptchaConfig,
  ChallengeConfig,
  CustomHTTPHeader,
  CustomRequestHandling,
  CustomResponse as WireCustomResponse,
  RuleAction as WireRuleAction,
} from "@aws-sdk/client-wafv2";
import type { RuleActionName } from "../decision.ts";
import { ensure, exactlyOne, integerWithin, required } from "./invalid-parameter.ts";
import type { CustomHeader, CustomResponse, CustomResponseBodies, RuleAction } from "./model.ts";

const CUSTOM_HEADERS_MAX = 10;
/** How long a token may count, in seconds: 60 s for puzzles, 300 s for challenges, to three days. */
const CAPTCHA_IMMUNITY_S = [60, 259_200] as const;
const CHALLENGE_IMMUNITY_S = [300, 259_200] as const;

const NAMES: Readonly<Record<string, RuleActionName>> = {
  Allow: "ALLOW",
  Block: "BLOCK",
  Count: "COUNT",
  Captcha: "CAPTCHA",
  Challenge: "CHALLENGE",
};

/** Actions that AWS names and that cannot be enforced here: there is nothing to collect money with. */
const REFUSED_ACTIONS: ReadonlySet<string> = new Set(["Monetize"]);

/** What the actions can be given; each takes one or neither of these. */
interface ActionSettings {
  readonly CustomRequestHandling?: CustomRequestHandling;
  readonly CustomResponse?: WireCustomResponse;
}

/** A rule's action. Throws InvalidParameterError. */
export function parseAction(wire: WireRuleAction | undefined, bodies: CustomResponseBodies): RuleAction {
  const kind = exactlyOne(wire, "RULE_ACTION", "Action");
  ensure(!REFUSED_ACTIONS.has(kind), "RULE_ACTION", kind, "This action is not supported.");
  const name = NAMES[kind];
  ensure(name, "RULE_ACTION", kind, "This action is not known.");
  const settings = (wire?.[kind] ?? {}) as ActionSettings;
  return {
    name,
    insertHeaders: settings.CustomRequestHandling
      ? parseHeaders(settings.CustomRequestHandling.InsertHeaders, "CUSTOM_REQUEST_HANDLING")
      : [],
    response: settings.CustomResponse && parseResponse(settings.CustomResponse, bodies),
  };
}

/** A web ACL's action where no rule ended the inspection: Allow or Block. */
export function parseDefaultAction(
  wire: WireRuleAction | undefined,
  bodies: CustomResponseBodies,
): RuleAction {
  const action = parseAction(wire, bodies);
  ensure(
    action.name === "ALLOW" || action.name === "BLOCK",
    "DEFAULT_ACTION",
    action.name,
    "The default action must be Allow or Block.",
  );
  return action;
}

/** Seconds that a solved puzzle counts; undefined where it is not configured. */
export const parseCaptchaImmunity = (wire: CaptchaConfig | undefined): number | undefined =>
  parseImmunity(wire, CAPTCHA_IMMUNITY_S);

/** Seconds that a solved challenge counts; undefined where it is not configured. */
export const parseChallengeImmunity = (wire: ChallengeConfig | undefined): number | undefined =>
  parseImmunity(wire, CHALLENGE_IMMUNITY_S);

function parseImmunity(
  wire: CaptchaConfig | ChallengeConfig | undefined,
  bounds: readonly [min: number, max: number],
): number | undefined {
  if (!wire?.ImmunityTimeProperty) return undefined;
  return integerWithin(wire.ImmunityTimeProperty.ImmunityTime, bounds, "CHALLENGE_CONFIG", "ImmunityTime");
}

function parseResponse(wire: WireCustomResponse, bodies: CustomResponseBodies): CustomResponse {
  const bodyKey = wire.CustomResponseBodyKey;
  ensure(
    bodyKey === undefined || bodies.has(bodyKey),
    "CUSTOM_RESPONSE",
    String(bodyKey),
    "There is no custom response body of this key.",
  );
  return {
    statusCode: integerWithin(wire.ResponseCode, [200, 599], "CUSTOM_RESPONSE", "ResponseCode"),
    bodyKey,
    headers: wire.ResponseHeaders ? parseHeaders(wire.ResponseHeaders, "CUSTOM_RESPONSE") : [],
  };
}

function parseHeaders(
  wire: readonly CustomHTTPHeader[] | undefined,
  field: "CUSTOM_REQUEST_HANDLING" | "CUSTOM_RESPONSE",
): readonly CustomHeader[] {
  const headers = required(wire, field, "InsertHeaders");
  ensure(
    headers.length >= 1 && headers.length <= CUSTOM_HEADERS_MAX,
    field,
    String(headers.length),
    `There must be 1 to ${CUSTOM_HEADERS_MAX} custom headers.`,
  );
  const names = headers.map(({ Name }) => Name?.toLowerCase());
  ensure(new Set(names).size === names.length, field, "Name", "Names of custom headers must be different.");
  return headers.map(({ Name, Value }) => {
    ensure(/^[A-Za-z0-9._$-]{1,64}$/.test(Name ?? ""), field, String(Name), "A header's name is not valid.");
    // No control characters: a line break in a value would start another header.
    ensure(/^[\x20-\x7e]{1,255}$/.test(Value ?? ""), field, String(Name), "A header's value is not valid.");
    return { name: Name!, value: Value! };
  });
}
