import { encodePathAgain, encodePathOnce } from "./percent-encoding.ts";
import type { SigningRules } from "./signing-rules.ts";

/** A path without empty or dot segments and without anything that is encoded: it is signed as it was sent. */
const PLAIN = /^(?:\/[A-Za-z0-9\-_~][A-Za-z0-9\-._~]*)+\/?$/;
/** Whether a path holds an empty, `.` or `..` segment that normalizing would remove. */
const NEEDS_NORMALIZING = /\/(?:\.{0,2})(?:\/|$)/;

/**
 * The path as it is signed. Source: IAM User Guide, "Create a signed AWS API request", step 1.
 * `/a/../b%20c` gives `/b%2520c` under the `normalized` rule and `/a/../b%20c` under `object-key`.
 */
export function canonicalPath(sent: string, rule: SigningRules["path"]): string {
  if (sent === "" || sent === "/") return "/";
  if (PLAIN.test(sent)) return sent;
  if (rule === "object-key") return encodePathOnce(sent);
  return encodePathAgain(NEEDS_NORMALIZING.test(sent) ? withoutDotSegments(sent) : sent);
}

/** `/a/./b//../c/` gives `/a/c/`: RFC 3986 section 5.2.4, and doubled slashes become one. */
function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  if (kept.length === 0) return "/";
  return `/${kept.join("/")}${path.endsWith("/") ? "/" : ""}`;
}
