import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";
import { type LambdaAuthorizer, readAuthorizers } from "./api-authorizers.ts";
import { readResourcePolicy } from "./api-resource-policy.ts";
import { type Doc, SamText } from "./python-dict.ts";

/** What an API says of authorization, checked. */
export interface ApiAuth {
  /** By name, in SAM's order. */
  readonly authorizers: ReadonlyMap<string, LambdaAuthorizer>;
  /** `AWS_IAM` or an authorizer's name; undefined when methods are open unless they say otherwise. */
  readonly defaultAuthorizer: string | undefined;
  /** Whether preflight requests need authorization too. SAM's default is that they do. */
  readonly coversPreflight: boolean;
  /** A role, `CALLER_CREDENTIALS` or `NONE`; undefined when the API says nothing. */
  readonly invokeRole: Value | undefined;
  readonly resourcePolicy: ValueMap | undefined;
}

const REFUSED = ["ApiKeyRequired", "UsagePlan", "AddApiKeyRequiredToCorsPreflight", "AuthorizationScopes"];
const KNOWN = [
  "Authorizers",
  "DefaultAuthorizer",
  "AddDefaultAuthorizerToCorsPreflight",
  "InvokeRole",
  "ResourcePolicy",
];

/** Reads `Auth` of an API. Throws {@link TemplateError} for what would not be enforced. */
export function readApiAuth(value: Value | undefined, path: Path): ApiAuth {
  const auth = readAuthMap(value, path, KNOWN);
  const authorizers = readAuthorizers(auth["Authorizers"], [...path, "Authorizers"]);
  return {
    authorizers,
    defaultAuthorizer: readAuthorizerName(auth["DefaultAuthorizer"], authorizers, [
      ...path,
      "DefaultAuthorizer",
    ]),
    coversPreflight: auth["AddDefaultAuthorizerToCorsPreflight"] !== false,
    invokeRole: readInvokeRole(auth),
    resourcePolicy: readResourcePolicy(auth["ResourcePolicy"], [...path, "ResourcePolicy"]),
  };
}

/** What an event says of authorization. */
export interface EventAuth {
  /** `AWS_IAM`, `NONE` or an authorizer's name. */
  readonly authorizer: string | undefined;
  readonly invokeRole: Value | undefined;
  readonly resourcePolicy: ValueMap | undefined;
  /** Whether the event has an `Auth` at all: then the API's default does not give it credentials. */
  readonly isPresent: boolean;
}

/** Reads `Auth` of an event of the API. */
export function readEventAuth(value: Value | undefined, api: ApiAuth, path: Path): EventAuth {
  const auth = readAuthMap(value, path, ["Authorizer", "InvokeRole", "ResourcePolicy"]);
  const place = [...path, "Authorizer"];
  if (auth["Authorizer"] === "NONE" && !api.defaultAuthorizer) {
    throw new TemplateError(
      "'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.",
      place,
    );
  }
  return {
    authorizer:
      auth["Authorizer"] === "NONE" ? "NONE" : readAuthorizerName(auth["Authorizer"], api.authorizers, place),
    invokeRole: readInvokeRole(auth),
    resourcePolicy: readResourcePolicy(auth["ResourcePolicy"], [...path, "ResourcePolicy"]),
    isPresent: Object.keys(auth).length > 0,
  };
}

function readAuthorizerName(
  name: Value | undefined,
  authorizers: ReadonlyMap<string, LambdaAuthorizer>,
  path: Path,
): string | undefined {
  if (name === undefined || name === null || name === "") return undefined;
  if (typeof name === "string" && (name === "AWS_IAM" || authorizers.has(name))) return name;
  throw new TemplateError(`${JSON.stringify(name)} was not defined in 'Authorizers' of the API.`, path);
}

function readAuthMap(value: Value | undefined, path: Path, known: readonly string[]): ValueMap {
  if (value === undefined || value === null) return {};
  if (!isMap(value)) throw new TemplateError("Auth must be an object", path);
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const reason = REFUSED.includes(name) ? "is not supported yet" : "is not known";
    throw new TemplateError(`${name} of Auth ${reason}`, [...path, name]);
  }
  return value;
}

/** Given but empty means none, as SAM reads it. */
const readInvokeRole = (auth: ValueMap): Value | undefined =>
  Object.hasOwn(auth, "InvokeRole") ? auth["InvokeRole"] || "NONE" : undefined;

/** The credentials of an integration behind AWS_IAM: the caller's own unless a role is named. */
export function integrationCredentials(event: EventAuth, api: ApiAuth, partition: string): Doc | undefined {
  const isIam = event.authorizer === "AWS_IAM" || (api.defaultAuthorizer === "AWS_IAM" && !event.isPresent);
  if (!isIam) return undefined;
  const role = event.invokeRole ?? api.invokeRole;
  if (role === "NONE") return undefined;
  if (role === undefined || role === "CALLER_CREDENTIALS")
    return new SamText(`arn:${partition}:iam::*:user/*`);
  return role as Doc;
}
