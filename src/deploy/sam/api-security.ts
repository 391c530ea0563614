import type { ApiAuth, EventAuth } from "./api-authorization.ts";
import { authorizerScheme } from "./api-authorizers.ts";
import type { ApiDefinition } from "./api-definition.ts";
import { addCustomStatements, addPathPolicy, addResourcePolicy } from "./api-resource-policy.ts";
import { type Doc, PythonDict, SamText, samDoc } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

const SCHEMES = "securityDefinitions";
const IAM = "AWS_IAM";

/** Writes what an event says of authorization into its method, and into the API's resource policy. */
export function addEventAuth(
  definition: ApiDefinition,
  path: string,
  method: PythonDict,
  auth: EventAuth,
  stageName: Doc,
): void {
  const schemes = definition.section(SCHEMES);
  if (auth.authorizer !== undefined) {
    const security = method.get("security");
    const entries = Array.isArray(security) ? security : [];
    const all = [...entries, new PythonDict().set(auth.authorizer, [])];
    method.set(new SamText("security"), all);
    addIamScheme(schemes, all);
  }
  if (auth.resourcePolicy) {
    addPathPolicy(definition, auth.resourcePolicy, path, stageName);
    addCustomStatements(definition, auth.resourcePolicy);
  }
  if (schemes.size > 0) definition.setExtension(SCHEMES, schemes);
}

/** Writes what an API says of authorization into its definition: schemes, methods' default, resource policy. */
export function addApiAuth(
  definition: ApiDefinition,
  auth: ApiAuth,
  stageName: Doc,
  partition: string,
): void {
  const schemes = definition.section(SCHEMES);
  for (const [name, scheme] of authorizerSchemes(auth, partition).entries()) schemes.set(name, scheme);
  if (auth.defaultAuthorizer !== undefined) applyDefault(definition, auth, schemes);
  if (auth.resourcePolicy) addResourcePolicy(definition, auth.resourcePolicy, stageName);
  if (schemes.size > 0) definition.setExtension(SCHEMES, schemes);
}

/** SAM gathers them in a dict of its own first, whose order is not the template's. */
function authorizerSchemes(auth: ApiAuth, partition: string): PythonDict {
  const schemes = new PythonDict();
  if (auth.defaultAuthorizer === IAM) schemes.set(IAM, samDoc(IAM_SCHEME));
  for (const [name, authorizer] of auth.authorizers)
    schemes.set(name, authorizerScheme(authorizer, partition));
  return schemes;
}

/** Gives every method that says nothing the default authorizer. */
function applyDefault(definition: ApiDefinition, auth: ApiAuth, schemes: PythonDict): void {
  const names = [IAM, ...auth.authorizers.keys()];
  for (const [path] of definition.paths()) {
    for (const [name, method] of definition.methods(path)) {
      if (name === "options" && !auth.coversPreflight) continue;
      const security = securityOf(method, names, auth.defaultAuthorizer!);
      if (security.length === 0) continue;
      method.set(new SamText("security"), security);
      addIamScheme(schemes, security);
    }
  }
}

/** A method's own entries, with the default added unless it has an authorizer or wants none. */
function securityOf(method: PythonDict, authorizers: readonly string[], byDefault: string): Doc[] {
  const security = method.get("security");
  const entries = (Array.isArray(security) ? security : []).filter((entry) => entry instanceof PythonDict);
  const isAuthorizer = (entry: PythonDict): boolean => authorizers.some((name) => entry.has(name));
  const own = entries.filter(isAuthorizer);
  const others = entries.filter((entry) => !isAuthorizer(entry));
  const none = others.findIndex((entry) => entry.has("NONE"));
  if (none >= 0) return others.toSpliced(none, 1);
  return [...others, ...(own.length > 0 ? own : [new PythonDict().set(byDefault, [])])];
}

const IAM_SCHEME = {
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authtype": "awsSigv4",
};

/** Adds the scheme of AWS_IAM where the first entry of `security` needs it. Its keys come in another order there. */
function addIamScheme(schemes: PythonDict, security: readonly Doc[]): void {
  const [first] = security;
  if (!(first instanceof PythonDict && first.has(IAM)) || isTruthy(schemes.get(IAM))) return;
  const { "x-amazon-apigateway-authtype": type, ...rest } = IAM_SCHEME;
  schemes.set(new SamText(IAM), samDoc({ "x-amazon-apigateway-authtype": type, ...rest }));
}
