import { isDeepStrictEqual } from "node:util";
import { requireKnownKeys, requireMap } from "../template/sections.ts";
import { TemplateError } from "../template/template-error.ts";
import type { Path, Value, ValueMap } from "../template/value.ts";
import { ANY_METHOD, type ApiDefinition } from "./api-definition.ts";
import { type Doc, docFrom, PythonDict, SamText, samDoc, valueFrom } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

const POLICY = "x-amazon-apigateway-policy";
const KEYS = [
  "CustomStatements",
  "AwsAccountWhitelist",
  "AwsAccountBlacklist",
  "IpRangeWhitelist",
  "IpRangeBlacklist",
  "SourceVpcWhitelist",
  "SourceVpcBlacklist",
  "IntrinsicVpcWhitelist",
  "IntrinsicVpceWhitelist",
  "IntrinsicVpcBlacklist",
  "IntrinsicVpceBlacklist",
];

/** Reads `ResourcePolicy` of an `Auth`; undefined where there is none. Throws {@link TemplateError}. */
export function readResourcePolicy(value: Value | undefined, path: Path): ValueMap | undefined {
  if (!isTruthy(value)) return undefined;
  const policy = requireMap(value, path);
  requireKnownKeys(policy, KEYS, path);
  for (const key of ["SourceVpcWhitelist", "SourceVpcBlacklist"]) {
    const names = policy[key];
    if (names === undefined || names === null) continue;
    if (Array.isArray(names) && names.every((name) => typeof name === "string")) continue;
    throw new TemplateError(`${key} must be a list of strings.`, [...path, key]);
  }
  return policy;
}

/** Adds what a resource policy says of every path, then its own statements. */
export function addResourcePolicy(definition: ApiDefinition, policy: ValueMap, stageName: Doc): void {
  for (const [path] of definition.paths()) addPathPolicy(definition, policy, path, stageName);
  addCustomStatements(definition, policy);
}

/** Adds what a resource policy says of one path. Source: samtranslator, `SwaggerEditor.add_resource_policy`. */
export function addPathPolicy(
  definition: ApiDefinition,
  policy: ValueMap,
  path: string,
  stageName: Doc,
): void {
  const document = definition.section(POLICY);
  const resources = methodResources(definition, path, stageName);
  const statement = (effect: string, principal: Doc): PythonDict =>
    (samDoc({ Effect: effect, Action: "execute-api:Invoke" }) as PythonDict)
      .set(new SamText("Resource"), resources)
      .set(new SamText("Principal"), principal);
  const accounts = (list: Value | undefined, effect: string): void => {
    if (!isTruthy(list)) return;
    const principal = new PythonDict().set(new SamText("AWS"), asList(list!).map(docFrom));
    addStatements(document, [statement(effect, principal)], "single");
  };
  const allBut = (operator: string, condition: PythonDict): void => {
    const conditions = new PythonDict().set(new SamText(operator), condition);
    const denying = statement("Deny", new SamText("*")).set(new SamText("Condition"), conditions);
    addStatements(document, [statement("Allow", new SamText("*")), denying], "distinct");
  };
  const addresses = (list: Value | undefined, operator: string): void => {
    if (!isTruthy(list)) return;
    allBut(operator, new PythonDict().set(new SamText("aws:SourceIp"), asList(list!).map(docFrom)));
  };
  const networks = (kind: "Whitelist" | "Blacklist", operator: string): void => {
    const condition = networkCondition(policy, kind);
    if (condition.size > 0) allBut(operator, condition);
  };
  accounts(policy["AwsAccountWhitelist"], "Allow");
  accounts(policy["AwsAccountBlacklist"], "Deny");
  addresses(policy["IpRangeWhitelist"], "NotIpAddress");
  addresses(policy["IpRangeBlacklist"], "IpAddress");
  networks("Blacklist", "StringEquals");
  networks("Whitelist", "StringNotEquals");
  definition.setExtension(POLICY, document);
}

/** Adds a resource policy's own statements, each once. */
export function addCustomStatements(definition: ApiDefinition, policy: ValueMap): void {
  const custom = policy["CustomStatements"];
  if (!isTruthy(custom)) return;
  const document = definition.section(POLICY);
  document.set(new SamText("Version"), new SamText("2012-10-17"));
  if (isTruthy(document.get("Statement"))) addStatements(document, asList(custom!).map(docFrom), "distinct");
  else document.set(new SamText("Statement"), docFrom(custom!));
  definition.setExtension(POLICY, document);
}

/** `execute-api:/${__Stage__}/GET/pets/*` for every method of a path. */
function methodResources(definition: ApiDefinition, path: string, stageName: Doc): Doc[] {
  const anyValue = path.replace(/\{(?:[a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, "*");
  return definition.pathItem(path).map(([name]) => {
    const method = name === ANY_METHOD || name === "any" ? "*" : name.toUpperCase();
    const variables = new PythonDict().set(new SamText("__Stage__"), stageName);
    return new PythonDict().set(new SamText("Fn::Sub"), [
      `execute-api:/\${__Stage__}/${method}${anyValue}`,
      variables,
    ]);
  });
}

function networkCondition(policy: ValueMap, kind: "Whitelist" | "Blacklist"): PythonDict {
  const named = asList(policy[`SourceVpc${kind}`] ?? []).map(String);
  const listed = (name: string): Value[] => asList(policy[`${name}${kind}`] ?? []);
  const condition = new PythonDict();
  const vpcs = [...named.filter((name) => name.startsWith("vpc-")), ...listed("IntrinsicVpc")];
  const endpoints = [...named.filter((name) => name.startsWith("vpce-")), ...listed("IntrinsicVpce")];
  if (vpcs.length > 0) condition.set(new SamText("aws:SourceVpc"), vpcs.map(docFrom));
  if (endpoints.length > 0) condition.set(new SamText("aws:SourceVpce"), endpoints.map(docFrom));
  return condition;
}

/** Appends statements: a `single` one stands without a list while it is alone, `distinct` ones are added only once. */
function addStatements(document: PythonDict, added: readonly Doc[], manner: "single" | "distinct"): void {
  document.set(new SamText("Version"), new SamText("2012-10-17"));
  const existing = document.get("Statement");
  if (existing === undefined && manner === "single") {
    document.set(new SamText("Statement"), added[0]!);
    return;
  }
  const statements = existing === undefined ? [] : Array.isArray(existing) ? [...existing] : [existing];
  for (const statement of added) {
    const known = statements.some((one) => isDeepStrictEqual(valueFrom(one), valueFrom(statement)));
    if (manner === "single" || existing === undefined || !known) statements.push(statement);
  }
  document.set(new SamText("Statement"), statements);
}

const asList = (value: Value): Value[] => (Array.isArray(value) ? value : [value]);
