/** Where a request says it wants to go: an API, and the path whose first segment names the stage. */
export interface ApiAddress {
  readonly apiId: string;
  /** Undefined in the path form, which names no region. */
  readonly region: string | undefined;
  /** Begins with `/`: `/prod/pets`. */
  readonly pathWithStage: string;
}

const PATH_FORM = "/_aws/execute-api/";
const HOST_FORM =
  /^([a-z0-9]{1,64})\.execute-api\.([a-z0-9-]{1,32})\.(?:localhost|amazonaws\.com|amazonaws\.com\.cn)$/;

/**
 * The API that a request addresses, or undefined when it addresses none:
 * `a1b2c3.execute-api.us-east-1.localhost:4566` with `/prod/pets`, or any host with `/_aws/execute-api/a1b2c3/prod/pets`.
 */
export function findApiAddress(domainName: string, path: string): ApiAddress | undefined {
  if (path.startsWith(PATH_FORM)) {
    const apiEnd = path.indexOf("/", PATH_FORM.length);
    const end = apiEnd === -1 ? path.length : apiEnd;
    const apiId = path.slice(PATH_FORM.length, end);
    return { apiId, region: undefined, pathWithStage: path.slice(end) || "/" };
  }
  if (!domainName.includes(".execute-api.")) return undefined;
  const match = HOST_FORM.exec(domainName);
  return match ? { apiId: match[1]!, region: match[2]!, pathWithStage: path } : undefined;
}

/** Splits `/prod/pets` into the stage `prod` and the path below it, `/pets`. */
export function splitStage(pathWithStage: string): { readonly stageName: string; readonly path: string } {
  const end = pathWithStage.indexOf("/", 1);
  if (end === -1) return { stageName: pathWithStage.slice(1), path: "/" };
  return { stageName: pathWithStage.slice(1, end), path: pathWithStage.slice(end) };
}

/** The Host header's name in lower case, without port and without a trailing dot. */
export function domainNameOf(host: string): string {
  const lower = host.toLowerCase();
  const bracket = lower.lastIndexOf("]");
  const colon = lower.indexOf(":", bracket + 1);
  const name = colon === -1 ? lower : lower.slice(0, colon);
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
