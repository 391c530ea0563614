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
  /** Made when the first template is rendered: most requests meet none that could override anything. */
  #maps: OverrideMaps | undefined;

  /** Puts both under `$context`. */
  addTo(context: VtlMap): void {
    this.#maps ??= newOverrideMaps();
    context.set("requestOverride", this.#maps.request);
    context.set("responseOverride", this.#maps.response);
  }

  /** Overridden request parameters of one place, as text. */
  request(place: OverridePlace): ReadonlyMap<string, string> {
    return textsOf(this.#maps?.places[place]);
  }

  get responseHeaders(): ReadonlyMap<string, string> {
    return textsOf(this.#maps?.responseHeader);
  }

  /** The overridden status; undefined when there is none, or none that is an HTTP status, which AWS ignores too. */
  get responseStatus(): number | undefined {
    const status = Number(toText(this.#maps?.response.get("status")));
    return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
  }
}

type OverridePlace = "header" | "path" | "querystring";

interface OverrideMaps {
  readonly places: Readonly<Record<OverridePlace, OnceMap>>;
  readonly request: VtlMap;
  readonly responseHeader: OnceMap;
  readonly response: OnceMap;
}

function newOverrideMaps(): OverrideMaps {
  const places = { header: new OnceMap(), path: new OnceMap(), querystring: new OnceMap() };
  const responseHeader = new OnceMap();
  return {
    places,
    request: new VtlMap(Object.entries(places)),
    responseHeader,
    response: new OnceMap([["header", responseHeader]]),
  };
}

const none: ReadonlyMap<string, string> = new Map();

const textsOf = (map: VtlMap | undefined): ReadonlyMap<string, string> =>
  map === undefined || map.size === 0
    ? none
    : new Map([...map].map(([name, value]) => [name, toText(value)]));
