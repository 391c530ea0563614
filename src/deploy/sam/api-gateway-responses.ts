import { requireKnownKeys, requireMap } from "../template/sections.ts";
import type { Path, Value } from "../template/value.ts";
import type { ApiDefinition } from "./api-definition.ts";
import { docFrom, PythonDict, SamText } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

const SECTION = "x-amazon-apigateway-gateway-responses";
const PARAMETER_PREFIXES: readonly [string, string][] = [
  ["Headers", "header."],
  ["Paths", "path."],
  ["QueryStrings", "querystring."],
];

/** Puts `GatewayResponses` into the definition: `{UNAUTHORIZED: {StatusCode: 401}}`. */
export function addGatewayResponses(definition: ApiDefinition, responses: Value, path: Path): void {
  const section = definition.section(SECTION);
  const given = docFrom(requireMap(responses, path)) as PythonDict;
  for (const [type, response] of given.entries()) {
    requireKnownKeys(
      requireMap(requireMap(responses, path)[type], [...path, type]),
      ["ResponseParameters", "ResponseTemplates", "StatusCode"],
      [...path, type],
    );
    section.set(type, gatewayResponse(response as PythonDict));
  }
  definition.setExtension(SECTION, section);
}

function gatewayResponse(response: PythonDict): PythonDict {
  const parameters = new PythonDict();
  for (const [property, prefix] of PARAMETER_PREFIXES) {
    for (const [name, value] of response.dict("ResponseParameters")?.dict(property)?.entries() ?? []) {
      parameters.set(`gatewayresponse.${prefix}${name}`, value);
    }
  }
  const result = new PythonDict()
    .set(new SamText("responseParameters"), parameters)
    .set(new SamText("responseTemplates"), response.dict("ResponseTemplates") ?? new PythonDict());
  const status = response.get("StatusCode");
  if (isTruthy(status)) result.set(new SamText("statusCode"), new SamText(String(status)));
  return result;
}
