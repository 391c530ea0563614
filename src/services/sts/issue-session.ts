import type { Random } from "../../base/random.ts";
import { newAccessKeyId, newSecretAccessKey } from "./key-material.ts";
import type { Session, SessionCredentials } from "./port.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** What a session is made of, but for its keys and times. */
export type SessionContent = Omit<Session, "accessKeyId" | "secretAccessKey" | "issuedAtMs" | "expiresAtMs">;

/** Temporary credentials, on their way out. */
export type IssuedCredentials = Omit<SessionCredentials, "principal">;

/** Where keys and tokens come from. */
export interface SessionSources {
  readonly random: Random;
  readonly tokens: SessionTokens;
}

/** Makes temporary credentials. They work at once, and until they expire or their role or user is deleted. */
export function issueSession(
  content: SessionContent,
  durationS: number,
  nowMs: number,
  { random, tokens }: SessionSources,
): IssuedCredentials {
  // Whole seconds: that is all that the answer can say.
  const issuedAtMs = Math.floor(nowMs / 1000) * 1000;
  const session: Session = {
    ...content,
    accessKeyId: newAccessKeyId(random),
    secretAccessKey: newSecretAccessKey(random),
    issuedAtMs,
    expiresAtMs: issuedAtMs + durationS * 1000,
  };
  const { accessKeyId, secretAccessKey, expiresAtMs } = session;
  return { accessKeyId, secretAccessKey, expiresAtMs, sessionToken: tokens.seal(session) };
}

/** Credentials as the wire shows them. */
export const credentialsView = (issued: IssuedCredentials) => ({
  AccessKeyId: issued.accessKeyId,
  SecretAccessKey: issued.secretAccessKey,
  SessionToken: issued.sessionToken,
  Expiration: new Date(issued.expiresAtMs),
});
