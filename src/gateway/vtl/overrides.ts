import { VtlError } from "./cursor.ts";
import { toText, type Value, VtlMap } from "./values.ts";

/** A map whose entries can be set once. "Overrides are final": a second one is an error on AWS too. */
class OnceMap extends VtlMap {
  override set(key: string, value: Value): this {
    if (this.has(key)) throw new VtlError(`the override of ${key} is set twice`);
    return super.set(key, value);
  }
}

/**
 * What mapping templates change beyond the body: `$context.requestOverride` and `$context.responseOverride`. One value
 * serves a whole request, so a request template can already override the response.
 * Source: API Gateway guide, "Use a mapping template to override an API's request and response parameters".
 */
export class Overrides {
  readonly #request = { header: new OnceMap(), path: new OnceMap(), querystring: new OnceMap() };
  readonly #responseHeader = new OnceMap();
  readonly #response = new OnceMap([["header", this.#responseHeader]]);
  readonly #requestMap = new VtlMap(Object.entries(this.#request));

  /** Puts both under `$context`. */
  addTo(context: VtlMap): void {
    context.set("requestOverride", this.#requestMap);
    context.set("responseOverride", this.#response);
  }

  /** Overridden request parameters of one place, as text. */
  request(place: "header" | "path" | "querystring"): ReadonlyMap<string, string> {
    return texts(this.#request[place]);
  }

  get responseHeaders(): ReadonlyMap<string, string> {
    return texts(this.#responseHeader);
  }

  /** The overridden status; undefined when there is none, or none that is an HTTP status. */
  get responseStatus(): number | undefined {
    const status = Number(toText(this.#response.get("status")));
    return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
  }
}

const texts = (map: VtlMap): ReadonlyMap<string, string> =>
  new Map([...map].map(([name, value]) => [name, toText(value)]));
