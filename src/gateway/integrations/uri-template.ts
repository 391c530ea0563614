import { CompileError } from "../compile-error.ts";
import type { UpstreamOrigin } from "../upstream/upstream-message.ts";

/** An HTTP integration's URI, split. The host is fixed: nothing a client sends can change whom the gateway calls. */
export interface UriTemplate {
  readonly origin: UpstreamOrigin;
  /** Names of the `{placeholders}`. */
  readonly placeholders: readonly string[];
  /** Path and query with values put in. A value is used as given: encode it first. */
  readonly expand: (values: ReadonlyMap<string, string>) => string;
}

const URI = /^(https?):\/\/([^/?#{}@\\\s]+)(\/[^?#\s]*)?(\?[^#\s]*)?$/i;
const PLACEHOLDER = /\{([\w.\-:]+)\+?\}/g;

/**
 * Parses `http://back-end:8080/pets/{id}?verbose=1`. Placeholders stand in path and query only. Throws
 * {@link CompileError} on anything else, and on ports that API Gateway does not call (all but 80, 443 and 1024 up).
 */
export function parseUriTemplate(uri: string): UriTemplate {
  const match = URI.exec(uri);
  // Not quoted: what is wrong with it may be that it holds a password.
  if (!match) throw new CompileError("the integration's URI is not that of an HTTP back end");
  const [, scheme, authority, path = "/", query = ""] = match;
  const origin = parseOrigin(scheme!.toLowerCase() === "https", authority!);
  const target = path + query;
  const placeholders = [...target.matchAll(PLACEHOLDER)].map(([, name]) => name!);
  if (!/^[\x21-\x7e]+$/.test(target) || /[{}]/.test(target.replace(PLACEHOLDER, ""))) {
    throw new CompileError("the integration's URI holds a character that must be percent-encoded");
  }
  return {
    origin,
    placeholders,
    expand: (values) =>
      placeholders.length === 0
        ? target
        : target.replace(PLACEHOLDER, (_, name: string) => values.get(name) ?? ""),
  };
}

function parseOrigin(secure: boolean, authority: string): UpstreamOrigin {
  if (!URL.canParse(`http://${authority}/`)) throw new CompileError(`"${authority}" is not a host`);
  const url = new URL(`${secure ? "https" : "http"}://${authority}/`);
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  if (port !== 80 && port !== 443 && port < 1024) {
    throw new CompileError(`the port ${port} cannot be called: only 80, 443 and 1024 to 65535`);
  }
  return { secure, hostname: url.hostname.replace(/^\[|\]$/g, ""), port };
}
