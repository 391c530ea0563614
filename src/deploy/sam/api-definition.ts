import { type Doc, PythonDict, reorderAsCopy, SamText, samDoc } from "./python-dict.ts";
import { isTruthy } from "./python-text.ts";

export const INTEGRATION = "x-amazon-apigateway-integration";
export const ANY_METHOD = "x-amazon-apigateway-any-method";
/** Fields of a path that are no methods. */
const PATH_FIELDS: ReadonlySet<string> = new Set(["summary", "description", "parameters", "servers", "$ref"]);

/** An OpenAPI definition without a path, as SAM starts an API that has none of its own. */
export function emptyDefinition(): PythonDict {
  const skeleton = { swagger: "2.0", info: { version: "1.0", title: { Ref: "AWS::StackName" } }, paths: {} };
  return samDoc(skeleton) as PythonDict;
}

/** Whether a document is an OpenAPI definition that SAM can work on. */
export const isDefinition = (doc: PythonDict): boolean =>
  doc.dict("paths") !== undefined &&
  (isTruthy(doc.get("swagger")) || /^3\.\d(\.\d)?$/.test(String(doc.get("openapi") ?? "")));

/** An OpenAPI definition under change. SAM copies it before and after, which shows in the order of its keys. */
export class ApiDefinition {
  readonly #doc: PythonDict;
  readonly #paths: PythonDict;

  constructor(doc: PythonDict) {
    reorderAsCopy(doc);
    this.#doc = doc;
    this.#paths = this.#doc.dict("paths")!;
  }

  /** Paths in order. */
  paths(): [string, PythonDict][] {
    return this.#paths
      .entries()
      .filter((entry): entry is [string, PythonDict] => entry[1] instanceof PythonDict);
  }

  /** Adds the method, without any content, unless it is there. */
  addMethod(path: string, method: string): PythonDict {
    const item = this.#paths.dict(path) ?? new PythonDict();
    if (!this.#paths.has(path)) this.#paths.set(path, item);
    const name = methodName(method);
    if (!item.has(name)) item.set(name === ANY_METHOD ? new SamText(name) : name, new PythonDict());
    return item.dict(name)!;
  }

  /** Methods of a path that have an integration, by name. */
  methods(path: string): [string, PythonDict][] {
    const item = this.#paths.dict(path) ?? new PythonDict();
    return item.entries().filter((entry): entry is [string, PythonDict] => {
      const [name, definition] = entry;
      return (
        !PATH_FIELDS.has(name) && definition instanceof PythonDict && isTruthy(definition.get(INTEGRATION))
      );
    });
  }

  /** Everything under a path, in order. */
  pathItem(path: string): [string, Doc][] {
    return this.#paths.dict(path)?.entries() ?? [];
  }

  hasIntegration(path: string, method: string): boolean {
    const definition = this.#paths.dict(path)?.dict(methodName(method));
    return definition !== undefined && isTruthy(definition.get(INTEGRATION));
  }

  /** Makes the method invoke a function. `credentials` is the role, or the caller's own credentials, to invoke it with. */
  addLambdaIntegration(path: string, method: string, uri: Doc, credentials: Doc | undefined): void {
    const definition = this.addMethod(path, method);
    const integration = new PythonDict()
      .set(new SamText("type"), new SamText("aws_proxy"))
      .set(new SamText("httpMethod"), new SamText("POST"))
      .set(new SamText("uri"), new PythonDict().set(new SamText("Fn::Sub"), uri));
    if (credentials !== undefined) integration.set(new SamText("credentials"), credentials);
    definition.set(new SamText(INTEGRATION), integration);
    if (!definition.has("responses")) definition.set(new SamText("responses"), new PythonDict());
  }

  /** A top-level entry of SAM's own, such as an extension. */
  setExtension(name: string, value: Doc): void {
    this.#doc.set(new SamText(name), value);
  }

  /** The map under a top-level name, made where there is none. */
  section(name: string): PythonDict {
    const existing = this.#doc.dict(name);
    return existing ?? new PythonDict();
  }

  finish(): PythonDict {
    reorderAsCopy(this.#doc);
    return this.#doc;
  }
}

/** `GET` gives `get`; `ANY` is an extension of its own. */
function methodName(method: string): string {
  const lower = method.toLowerCase();
  return lower === "any" ? ANY_METHOD : lower;
}
