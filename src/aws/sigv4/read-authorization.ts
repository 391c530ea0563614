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
/** Digits of a signature by HMAC. */
const SIGNATURE_CHARACTERS = 64;
/** Longest announcement that is remembered, in characters: a client's own have about 200. */
const ANNOUNCEMENT_CHARACTERS_MAX = 512;
/** Where an access key id of 20 characters ends in what SDKs write. */
const KEY_ID_END = "AWS4-HMAC-SHA256 Credential=".length + 20;
/** A power of two. */
const PLACES = 1024;

/** An announcement, and its text up to the signature. */
interface Remembered {
  readonly text: string;
  readonly announcement: Announcement;
}

/**
 * What was read before, each at the one place that its text has: comparing costs less than hashing 200 characters, as a
 * map would. Nothing in here is a secret, and nothing was verified.
 */
const remembered: (Remembered | undefined)[] = new Array(PLACES).fill(undefined);

/** From the length and the end of the access key id, which tell clients apart. */
function placeOf(authorization: string): number {
  let mixed = authorization.length;
  for (let at = KEY_ID_END - 6; at < KEY_ID_END; at++) {
    mixed = (mixed * 31 + authorization.charCodeAt(at)) | 0;
  }
  return mixed & (PLACES - 1);
}

/** Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the members in any order. */
export function readAuthorization(authorization: string): AuthorizationText | SignatureRefusal {
  if (authorization.length > AUTHORIZATION_CHARACTERS_MAX) {
    return refuse("request_too_large", "The Authorization header is too long.");
  }
  const place = placeOf(authorization);
  const known = remembered[place];
  if (known && authorization.startsWith(known.text)) {
    const signature = authorization.slice(known.text.length);
    if (isSignature(signature, known.announcement.algorithm)) return { ...known.announcement, signature };
  }
  const read = readMembers(authorization);
  if (!("kind" in read)) remember(place, authorization, read);
  return read;
}

/** Only where an HMAC's signature stands last does all the rest stand before it. */
function remember(place: number, authorization: string, read: AuthorizationText): void {
  const text = authorization.slice(0, -SIGNATURE_CHARACTERS);
  if (text.length > ANNOUNCEMENT_CHARACTERS_MAX || !text.endsWith(SIGNATURE_MEMBER)) return;
  if (text + read.signature !== authorization) return;
  const { signature: _, ...announcement } = read;
  remembered[place] = { text, announcement };
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
