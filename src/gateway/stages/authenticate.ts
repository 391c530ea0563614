import { parseAuthorization } from "../../aws/sigv4/parse-authorization.ts";
import type { SignatureRefusal } from "../../aws/sigv4/refusal.ts";
import { verifySignature } from "../../aws/sigv4/verify-signature.ts";
import type { CredentialDirectory, CredentialRefusal } from "../../policy/identity-directory.ts";
import { anonymousPrincipal } from "../../policy/principal.ts";
import { CompileError } from "../compile-error.ts";
import type { Authenticated, RoutedExchange } from "../exchange.ts";
import type { MethodTarget } from "../method-target.ts";
import type { Reject, Stage, Verdict } from "../stage.ts";
import {
  type AuthenticationRejection,
  authenticationRejections,
  signatureRejections,
} from "./signature-rejections.ts";

type AuthenticationVerdict = Verdict<Authenticated, AuthenticationRejection>;

const credentialRejections: Readonly<Record<CredentialRefusal, AuthenticationRejection>> = {
  "unknown-access-key": "access_key_unknown",
  "inactive-access-key": "access_key_inactive",
  "session-token-missing": "session_token_missing",
  "session-token-invalid": "session_token_invalid",
  "session-expired": "session_token_expired",
};

/**
 * Finds out who is asking. `AWS_IAM` wants a Signature Version 4 of this very request, for this region and for
 * `execute-api`, in the header or the query; to IAM, every other caller is anonymous.
 */
export const authenticate: Stage<RoutedExchange, Authenticated, AuthenticationRejection, MethodTarget> = {
  name: "authenticate",
  rejects: authenticationRejections,
  compile: ({ deployment, method, ports }) => {
    const { type } = method.authorization;
    switch (type) {
      case "NONE":
      case "CUSTOM":
        return { kind: "constant", adds: { principal: anonymousPrincipal } };
      case "AWS_IAM":
        return { kind: "run", run: (x) => verify(x, ports.credentials, deployment.region) };
      default:
        throw new CompileError(`the authorization type ${type satisfies never} is not known`);
    }
  },
};

function verify(x: RoutedExchange, credentials: CredentialDirectory, region: string): AuthenticationVerdict {
  const signed = parseAuthorization(x.request);
  if (signed.kind === "refused") return refuseSignature(signed);
  const credential = credentials.findCredential(signed.accessKeyId, signed.sessionToken);
  if (typeof credential === "string") {
    return {
      kind: "reject",
      code: credentialRejections[credential],
      detail: credential.replaceAll("-", " "),
    };
  }
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= x.receivedAtMs) {
    return { kind: "reject", code: "session_token_expired", detail: "the session has ended" };
  }
  const expected = { service: "execute-api", region };
  const verified = verifySignature(signed, x.request.body, credential.secret, expected, x.receivedAtMs);
  if (verified.kind === "refused") return refuseSignature(verified);
  return { kind: "continue", adds: { principal: credential.principal } };
}

function refuseSignature(refusal: SignatureRefusal): Reject<AuthenticationRejection> {
  const code = signatureRejections[refusal.code];
  if (code === "authorization_missing") return { kind: "reject", code, detail: "the request is not signed" };
  // What should have been signed holds the caller's own headers: it goes back to the caller and nowhere else.
  return {
    kind: "reject",
    code,
    detail: `${refusal.code}: ${refusal.detail}`,
    message: publicMessage(refusal),
  };
}

function publicMessage({ detail, expected }: SignatureRefusal): string {
  if (!expected) return detail;
  return (
    `${detail}\n\nThe Canonical String for this request should have been\n'${expected.canonicalRequest}'\n\n` +
    `The String-to-Sign should have been\n'${expected.stringToSign}'\n`
  );
}
