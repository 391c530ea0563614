/** One segment of a route's path. */
export type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "label"; readonly name: string }
  /** Matches one segment or more: S3's `{Key+}`. */
  | { readonly kind: "greedy"; readonly name: string };

/** Where a REST operation lives. */
export interface RestRoute {
  readonly method: string;
  readonly segments: readonly Segment[];
  /** Query parameters that the URI fixes: `[["uploads", ""]]`. An empty value means that any will do. */
  readonly staticQuery: readonly (readonly [string, string])[];
  /** Query parameters and lower-case headers bound to required members: they tell operations with one URI apart. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** What the SDK adds to the URI as a hint, and nothing else sends. */
  readonly hint: string | undefined;
  /** Whether the operation works on an S3 bucket, which its URI leaves out. */
  readonly onBucket: boolean;
  /** How narrow the route is: the narrowest that fits wins. */
  readonly specificity: number;
}

/** What a request shows a router. */
export interface RoutedRequest {
  readonly method: string;
  /** Raw path, for S3 without the bucket. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly headers: Readonly<Record<string, string>>;
  /** The S3 bucket of the request, if it names one. */
  readonly bucket: string | undefined;
}

/** What {@link parseRoute} needs of an operation besides its URI. */
export interface RouteRequirements {
  readonly method: string;
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Names of all members that are bound to the path. */
  readonly labels: readonly string[];
}

/** Reads a Smithy URI: `/{Key+}?uploads&x-id=CreateMultipartUpload`. */
export function parseRoute(uri: string, needs: RouteRequirements): RestRoute {
  const [path = "", query = ""] = uri.split("?");
  const segments = splitPath(path).map(parseSegment);
  const named = new Set(segments.map((segment) => (segment.kind === "literal" ? "" : segment.name)));
  const parameters = [...new URLSearchParams(query)];
  const staticQuery = parameters.filter(([name]) => name !== "x-id");
  return {
    method: needs.method,
    segments,
    staticQuery,
    requiredQuery: needs.requiredQuery,
    requiredHeaders: needs.requiredHeaders,
    hint: parameters.find(([name]) => name === "x-id")?.[1],
    onBucket: needs.labels.includes("Bucket") && !named.has("Bucket"),
    specificity: specificityOf(segments, staticQuery.length, needs),
  };
}

function parseSegment(text: string): Segment {
  const label = /^\{([^}+]+)(\+?)\}$/.exec(text);
  if (!label) return { kind: "literal", text };
  return { kind: label[2] ? "greedy" : "label", name: label[1]! };
}

// Literals over labels over greedy labels, then fixed query parameters, then required members.
function specificityOf(
  segments: readonly Segment[],
  staticQueries: number,
  needs: RouteRequirements,
): number {
  const weight = { literal: 100, label: 10, greedy: 1 };
  const path = segments.reduce((sum, segment) => sum + weight[segment.kind], 0);
  return path + staticQueries * 5 + needs.requiredQuery.length * 3 + needs.requiredHeaders.length * 2;
}

/** The segments of a raw path; one trailing slash is the same path without it. */
function splitPath(path: string): string[] {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  return segments;
}

/** Labels by member name, decoded; undefined when the route does not fit. Throws `URIError` on bad encoding. */
function matchRoute(
  route: RestRoute,
  request: RoutedRequest,
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const fits =
    route.onBucket === (request.bucket !== undefined) &&
    route.staticQuery.every(([name, value]) => fitsStatic(request.query.get(name), value)) &&
    route.requiredQuery.every((name) => request.query.has(name)) &&
    route.requiredHeaders.every((name) => request.headers[name] !== undefined);
  if (!fits) return undefined;
  const labels: Record<string, string> = Object.create(null);
  return matchSegments(route.segments, parts, labels) ? labels : undefined;
}

const fitsStatic = (values: readonly string[] | undefined, value: string): boolean =>
  values !== undefined && (value === "" || values[0] === value);

function matchSegments(
  segments: readonly Segment[],
  parts: readonly string[],
  labels: Record<string, string>,
): boolean {
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const part = parts[at];
    if (part === undefined) return false;
    if (segment.kind === "greedy") {
      const end = parts.length - (segments.length - 1 - index);
      const text = parts.slice(at, end).join("/");
      if (text === "") return false;
      labels[segment.name] = decodeURIComponent(text);
      at = end;
      continue;
    }
    if (segment.kind === "literal" ? part !== segment.text : part === "") return false;
    if (segment.kind === "label") labels[segment.name] = decodeURIComponent(part);
    at += 1;
  }
  return at === parts.length;
}

/** All routes of a service, by method. */
export class Router<Target extends { readonly route: RestRoute }> {
  readonly #byMethod = new Map<string, Target[]>();

  constructor(targets: Iterable<Target>) {
    for (const target of targets) {
      const list = this.#byMethod.get(target.route.method) ?? [];
      list.push(target);
      this.#byMethod.set(target.route.method, list);
    }
    for (const list of this.#byMethod.values()) {
      list.sort((a, b) => b.route.specificity - a.route.specificity);
    }
  }

  /** The narrowest route that fits. Throws `URIError` when the path's percent-encoding is broken. */
  find(
    request: RoutedRequest,
  ): { readonly target: Target; readonly labels: Readonly<Record<string, string>> } | undefined {
    // An S3 key may end in a slash; elsewhere a trailing slash says nothing.
    const parts = request.bucket === undefined ? splitPath(request.path) : splitKeyPath(request.path);
    const hint = request.query.get("x-id")?.[0];
    let best: { target: Target; labels: Readonly<Record<string, string>> } | undefined;
    for (const target of this.#byMethod.get(request.method) ?? []) {
      // Sorted narrowest first: past a match, only equals are left to look at, and only for the hint.
      if (best && (hint === undefined || target.route.specificity < best.target.route.specificity)) break;
      const labels = matchRoute(target.route, request, parts);
      if (labels && (!best || target.route.hint === hint)) best = { target, labels };
    }
    return best;
  }
}

const splitKeyPath = (path: string): string[] =>
  path === "/" || path === "" ? [] : path.split("/").slice(1);
