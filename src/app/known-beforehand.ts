import type { IsKnown } from "../policy/foresee.ts";
import type { Principal } from "../policy/principal.ts";

/** Keys that only a request gives a value. */
const ofRequest: ReadonlySet<string> = new Set([
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:securetransport",
  "aws:useragent",
  "aws:referer",
  "aws:currenttime",
  "aws:epochtime",
]);

/** Keys that only temporary credentials have: users may have a session too. */
const ofSession: ReadonlySet<string> = new Set([
  "aws:tokenissuetime",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
]);

/** Keys whose value differs between the sessions of one role. */
const ofRoleSession: ReadonlySet<string> = new Set([
  "aws:userid",
  "aws:sourceidentity",
  "aws:federatedprovider",
]);

const principalTag = "aws:principaltag/";

/**
 * Which condition keys have their value before a caller's request comes. A role's own tags count as known, although a
 * session may be given others in their place; tags that the role does not have are open.
 */
export const isKnownBeforehand =
  (principal: Principal): IsKnown =>
  (key) => {
    if (ofRequest.has(key)) return false;
    if (principal.type === "Anonymous") return true;
    if (ofSession.has(key)) return false;
    if (principal.type !== "AssumedRole") return true;
    if (key.startsWith(principalTag)) {
      return Object.keys(principal.tags).some((name) => principalTag + name.toLowerCase() === key);
    }
    // An identity provider's keys, such as `example.com:sub`, come with the session.
    return key.startsWith("aws:") && !ofRoleSession.has(key);
  };
