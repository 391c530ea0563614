import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";
import type { ApiDefinition } from "./api-definition.ts";
import { type Doc, PythonDict, SamText, samDoc } from "./python-dict.ts";

/** What an API says of authorization, checked. */
export interface ApiAuth {
  /** `AWS_IAM`, or undefined when methods are open unless they say otherwise. */
  readonly defaultAuthorizer: "AWS_IAM" | undefined;
  /** Whether preflight requests need authorization too. SAM's default is that they do. */
  readonly coversPreflight: boolean;
  /** A role, `CALLER_CREDENTIALS` or `NONE`; undefined when the API says nothing. */
  readonly invokeRole: Value | undefined;
}

const REFUSED = [
  "Authorizers",
  "ApiKeyRequired",
  "UsagePlan",
  "ResourcePolicy",
  "AddApiKeyRequiredToCorsPreflight",
];
const KNOWN = ["DefaultAuthorizer", "AddDefaultAuthorizerToCorsPreflight", "InvokeRole"];

/** Reads `Auth` of an API. Throws {@link TemplateError} for what would not be enforced. */
export function readApiAuth(value: Value | undefined, path: Path): ApiAuth {
  const auth = readAuthMap(value, path, KNOWN);
  const authorizer = auth["DefaultAuthorizer"];
  if (authorizer !== undefined && authorizer !== "AWS_IAM") {
    throw new TemplateError(
      `DefaultAuthorizer ${JSON.stringify(authorizer)} is not supported; supported: AWS_IAM`,
      [...path, "DefaultAuthorizer"],
    );
  }
  return {
    defaultAuthorizer: authorizer,
    coversPreflight: auth["AddDefaultAuthorizerToCorsPreflight"] !== false,
    invokeRole: readInvokeRole(auth),
  };
}

/** What an event says of authorization. */
export interface EventAuth {
  readonly authorizer: "AWS_IAM" | "NONE" | undefined;
  readonly invokeRole: Value | undefined;
  /** Whether the event has an `Auth` at all: then the API's default does not give it credentials. */
  readonly isPresent: boolean;
}

/** Reads `Auth` of an event of the API. */
export function readEventAuth(value: Value | undefined, api: ApiAuth, path: Path): EventAuth {
  const auth = readAuthMap(value, path, ["Authorizer", "InvokeRole"]);
  const authorizer = auth["Authorizer"];
  if (authorizer !== undefined && authorizer !== "AWS_IAM" && authorizer !== "NONE") {
    throw new TemplateError(
      `Authorizer ${JSON.stringify(authorizer)} is not supported; supported: AWS_IAM, NONE`,
      [...path, "Authorizer"],
    );
  }
  if (authorizer === "NONE" && !api.defaultAuthorizer) {
    throw new TemplateError(
      "'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.",
      [...path, "Authorizer"],
    );
  }
  return { authorizer, invokeRole: readInvokeRole(auth), isPresent: Object.keys(auth).length > 0 };
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

/** Marks the method of an event with its own authorizer. */
export function addMethodAuthorizer(definition: ApiDefinition, method: PythonDict, authorizer: string): void {
  const security = method.get("security");
  const entries = Array.isArray(security) ? security : [];
  method.set(new SamText("security"), [...entries, new PythonDict().set(authorizer, [])]);
  if (authorizer === "AWS_IAM" && entries.length === 0) addIamScheme(definition);
}

/** Gives every method that says nothing the default authorizer. */
export function addDefaultAuthorizer(definition: ApiDefinition, auth: ApiAuth): void {
  if (!auth.defaultAuthorizer) return;
  // Written in another order than for a method's own authorizer, and under the template's name for it.
  const schemes = definition.section("securityDefinitions").set(auth.defaultAuthorizer, samDoc(IAM_SCHEME));
  definition.setExtension("securityDefinitions", schemes);
  for (const [path] of definition.paths()) {
    for (const [name, method] of definition.methods(path)) {
      if (name === "options" && !auth.coversPreflight) continue;
      applyDefault(method, auth.defaultAuthorizer);
    }
  }
}

function applyDefault(method: PythonDict, authorizer: string): void {
  const security = method.get("security");
  const entries = (Array.isArray(security) ? security : []).filter((entry) => entry instanceof PythonDict);
  const own = entries.filter((entry) => entry.has("AWS_IAM"));
  const others = entries.filter((entry) => !entry.has("AWS_IAM"));
  const open = others.findIndex((entry) => entry.has("NONE"));
  if (open >= 0) others.splice(open, 1);
  const applied = open >= 0 ? [] : own.length > 0 ? own : [new PythonDict().set(authorizer, [])];
  const result = [...others, ...applied];
  if (result.length > 0) method.set(new SamText("security"), result);
}

const IAM_SCHEME = {
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "awsSigv4",
};

function addIamScheme(definition: ApiDefinition): void {
  const schemes = definition.section("securityDefinitions");
  const { "x-amazon-apigateway-authtype": type, ...rest } = IAM_SCHEME;
  const scheme = samDoc({ "x-amazon-apigateway-authtype": type, ...rest });
  if (!schemes.has("AWS_IAM")) schemes.set(new SamText("AWS_IAM"), scheme);
  definition.setExtension("securityDefinitions", schemes);
}
