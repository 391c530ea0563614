import { BoundedCache } from "../../base/bounded-cache.ts";
import { type Algorithm, parseAlgorithm, refuseAlgorithm } from "./algorithm.ts";
import { type CredentialScope, parseCredential } from "./credential-scope.ts";
import { refuse, type SignatureRefusal } from "./refusal.ts";
import { isHeaderList, isSignature, signatureForm } from "./signature-syntax.ts";

/** Longest Authorization header that is read, in characters. */
const AUTHORIZATION_CHARACTERS_MAX = 8_192;

/** What an Authorization header says besides its signature: a client says the same all day. */
interface Announcement {
  readonly algorithm: Algorithm;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
}

/** What an Authorization header says. */
export interface AuthorizationText extends Announcement {
  /** In the form that the algorithm's signatures have. */
  readonly signature: string;
}

/** The members of an Authorization header. */
interface AuthorizationMembers {
  readonly Credential: string;
  readonly SignedHeaders: string;
  readonly Signature: string;
}

const SIGNATURE_MEMBER = "Signature=";
/** Longest announcement that is remembered, in characters: a client's own have about 200. */
const ANNOUNCEMENT_CHARACTERS_MAX = 512;
/** By the text before the signature. Nothing in here is a secret, and nothing was verified. */
const announcements = new BoundedCache<string, Announcement>(1024);

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the members in any order. */
export function readAuthorization(authorization: string): AuthorizationText | SignatureRefusal {
  if (authorization.length > AUTHORIZATION_CHARACTERS_MAX) {
    return refuse("request_too_large", "The Authorization header is too long.");
  }
  const signatureAt = authorization.lastIndexOf(SIGNATURE_MEMBER) + SIGNATURE_MEMBER.length;
  const before = authorization.slice(0, signatureAt);
  const after = authorization.slice(signatureAt);
  const known = announcements.get(before);
  if (known && isSignature(after, known.algorithm)) return { ...known, signature: after };
  const read = readMembers(authorization);
  // Only where the signature stands last does all the rest stand before it.
  if (!("kind" in read) && read.signature === after && before.length <= ANNOUNCEMENT_CHARACTERS_MAX) {
    const { signature: _, ...announcement } = read;
    announcements.set(before, announcement);
  }
  return read;
}

function readMembers(authorization: string): AuthorizationText | SignatureRefusal {
  const space = authorization.indexOf(" ");
  const algorithm = parseAlgorithm(space === -1 ? authorization : authorization.slice(0, space), "header");
  if (typeof algorithm !== "string") return algorithm;
  const members = parseMembers(space === -1 ? "" : authorization.slice(space + 1), algorithm);
  if ("kind" in members) return members;
  const credential = parseCredential(members.Credential, algorithm);
  if (credential.kind === "malformed") return refuse("scope_malformed", credential.detail);
  const unsupported = refuseAlgorithm(algorithm, credential.scope.service, "header");
  if (unsupported) return unsupported;
  return {
    algorithm,
    accessKeyId: credential.accessKeyId,
    scope: credential.scope,
    signedHeaders: members.SignedHeaders.split(";"),
    signature: members.Signature,
  };
}

/** `Credential=a, SignedHeaders=b, Signature=c`, each exactly once and in any order. */
function parseMembers(text: string, algorithm: Algorithm): AuthorizationMembers | SignatureRefusal {
  const members: Partial<Record<keyof AuthorizationMembers, string>> = {};
  for (const part of text.split(",", 5)) {
    const equals = part.indexOf("=");
    const name = part.slice(0, Math.max(equals, 0)).trim();
    if (name !== "Credential" && name !== "SignedHeaders" && name !== "Signature") {
      return refuse(
        "authorization_malformed",
        "The Authorization header holds something that is not a known key=value pair.",
      );
    }
    if (members[name] !== undefined) {
      return refuse("authorization_malformed", `The Authorization header must hold '${name}' once.`);
    }
    members[name] = part.slice(equals + 1).trim();
  }
  const { Credential, SignedHeaders, Signature } = members;
  if (!Credential || !SignedHeaders || !Signature) {
    const missing = (["Credential", "Signature", "SignedHeaders"] as const).filter((name) => !members[name]);
    const detail = missing.map((name) => `Authorization header requires '${name}' parameter.`).join(" ");
    return refuse("authorization_incomplete", detail);
  }
  if (!isHeaderList(SignedHeaders)) {
    return refuse(
      "authorization_malformed",
      "SignedHeaders must be lower-case header names joined by semicolons.",
    );
  }
  if (!isSignature(Signature, algorithm)) {
    return refuse("authorization_malformed", `Signature must be ${signatureForm(algorithm)}.`);
  }
  return { Credential, SignedHeaders, Signature };
}
