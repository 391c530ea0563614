import { TemplateError } from "../template/template-error.ts";
import { findIntrinsic, isMap, type Path, type Value } from "../template/value.ts";
import { ANY_METHOD, type ApiDefinition, INTEGRATION } from "./api-definition.ts";
import { docFrom, PythonDict, SamText, samDoc } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

const ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const KEYS = ["AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials"];

/** What preflight requests are answered with. Each value is an expression: `'*'` with its quotes. */
interface CorsSettings {
  readonly origin: Value;
  readonly methods: Value | undefined;
  readonly headers: Value | undefined;
  readonly maxAge: Value | undefined;
  readonly allowsCredentials: boolean;
}

/** Adds an OPTIONS method that answers preflight requests to every path that has none. */
export function addCors(definition: ApiDefinition, cors: Value, path: Path): void {
  const settings = readCors(cors, path);
  const done = new Set<string>();
  for (const [name, item] of definition.paths()) {
    // API Gateway takes /a and /a/ for the same resource.
    const resource = name === "/" ? name : name.replace(/\/+$/, "");
    if (done.has(resource)) continue;
    done.add(resource);
    if (item.has("options")) continue;
    item.set(new SamText("options"), preflight(settings, settings.methods ?? allowedMethods(item)));
  }
}

function readCors(cors: Value, path: Path): CorsSettings {
  if (typeof cors === "string" || findIntrinsic(cors)) {
    return {
      origin: cors,
      methods: undefined,
      headers: undefined,
      maxAge: undefined,
      allowsCredentials: false,
    };
  }
  if (!isMap(cors)) throw new TemplateError("Invalid value for 'Cors' property", path);
  const unknown = Object.keys(cors).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    throw new TemplateError(`Invalid key '${unknown}' for 'Cors' property.`, [...path, unknown]);
  const { AllowOrigin = "'*'", AllowMethods, AllowHeaders, MaxAge, AllowCredentials } = cors;
  if (AllowCredentials === true && AllowOrigin === "'*'") {
    throw new TemplateError(
      "'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set",
      path,
    );
  }
  return {
    origin: AllowOrigin,
    methods: isTruthy(AllowMethods) ? AllowMethods : undefined,
    headers: isTruthy(AllowHeaders) ? AllowHeaders : undefined,
    maxAge: MaxAge ?? undefined,
    allowsCredentials: AllowCredentials === true,
  };
}

function allowedMethods(item: PythonDict): SamText {
  const names = item.entries().map(([name]) => name.toUpperCase());
  const methods = item.has(ANY_METHOD) ? ALL_METHODS : [...new Set([...names, "OPTIONS"])].sort();
  return new SamText(`'${methods.join(",")}'`);
}

function preflight(settings: CorsSettings, methods: Value | SamText): PythonDict {
  const parameters = new PythonDict();
  const headers = new PythonDict();
  const add = (name: string, value: Value | SamText, type: string): void => {
    parameters.set(
      new SamText(`method.response.header.${name}`),
      value instanceof SamText ? value : docFrom(value),
    );
    headers.set(new SamText(name), samDoc({ type }));
  };
  add("Access-Control-Allow-Origin", settings.origin, "string");
  if (settings.headers !== undefined) add("Access-Control-Allow-Headers", settings.headers, "string");
  add("Access-Control-Allow-Methods", methods, "string");
  if (settings.maxAge !== undefined) add("Access-Control-Max-Age", settings.maxAge, "integer");
  if (settings.allowsCredentials) add("Access-Control-Allow-Credentials", new SamText("'true'"), "string");
  const method = samDoc({
    summary: "CORS support",
    consumes: ["application/json"],
    produces: ["application/json"],
    [INTEGRATION]: {
      type: "mock",
      requestTemplates: { "application/json": '{\n  "statusCode" : 200\n}\n' },
      responses: { default: { statusCode: "200" } },
    },
    responses: { "200": { description: "Default response for CORS method" } },
  }) as PythonDict;
  method
    .dict(INTEGRATION)!
    .dict("responses")!
    .dict("default")!
    .set(new SamText("responseParameters"), parameters)
    .set(new SamText("responseTemplates"), samDoc({ "application/json": "{}\n" }));
  method.dict("responses")!.dict("200")!.set(new SamText("headers"), headers);
  return method;
}
