import type { SignatureRefusal } from "./refusal.ts";

/** Why the credentials behind a signature were not accepted; spelled as the credential directory does. */
export type CredentialFailureCode =
  | "unknown-access-key"
  | "inactive-access-key"
  | "session-token-missing"
  | "session-token-invalid"
  | "session-expired";

/** A caller who was not let in. */
export type AuthenticationFailure =
  | SignatureRefusal
  | { readonly kind: "refused"; readonly code: CredentialFailureCode };
