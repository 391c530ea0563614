/** A path below a stage, split once: as sent, for what is handed on, and canonical, for everything that decides. */
export interface RequestPath {
  /** As sent, beginning with `/`: `/pets/%61b/`. */
  readonly raw: string;
  /** The segments of `raw`: `["pets", "%61b"]`. A trailing slash makes no segment; `/` has none. */
  readonly rawSegments: readonly string[];
  /** The segments decoded once, `/` and `%` inside a segment kept encoded: `["pets", "ab"]`. */
  readonly segments: readonly string[];
  /** The canonical segments joined: `/pets/ab`. What policies are asked about; `/` for the root. */
  readonly canonical: string;
}

/** A path that two readers could understand differently. The message is for the decision record. */
export class AmbiguousPathError extends Error {
  override readonly name = "AmbiguousPathError";
}

/** Printable ASCII without the characters that never stand in a path (RFC 3986, section 3.3). */
const PATH = /^\/[!$%&'()*+,\-./0-9:;=@A-Z_a-z~[\]|^]*$/;

/**
 * Splits a path. Two spellings of one resource (`/%61dmin`, `/admin`, `/admin/`) become one canonical path, so that a
 * policy that denies the one denies the other. Throws {@link AmbiguousPathError} on what could leave the resource it
 * names: dot segments, malformed encodings, control characters.
 */
export function parseRequestPath(raw: string): RequestPath {
  if (!PATH.test(raw))
    throw new AmbiguousPathError("the path holds a character that must be percent-encoded");
  const rawSegments = raw === "/" ? [] : raw.slice(1).split("/");
  if (rawSegments.length > 0 && rawSegments[rawSegments.length - 1] === "") rawSegments.pop();
  const segments = raw.includes("%") ? rawSegments.map(canonicalSegment) : rawSegments;
  for (const segment of segments) {
    if (segment === "." || segment === "..") throw new AmbiguousPathError("the path holds a dot segment");
  }
  return { raw, rawSegments, segments, canonical: `/${segments.join("/")}` };
}

function canonicalSegment(rawSegment: string): string {
  if (!rawSegment.includes("%")) return rawSegment;
  // These two stay encoded: decoded, they would make one segment look like two, or like another encoding.
  const shielded = rawSegment.replace(/%2f|%25/gi, (encoded) => (encoded === "%25" ? "%2525" : "%252F"));
  const decoded = decode(shielded);
  if (/[\x00-\x1f\x7f]/.test(decoded))
    throw new AmbiguousPathError("the path holds an encoded control character");
  return decoded;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AmbiguousPathError("the path holds a malformed percent-encoding");
  }
}
