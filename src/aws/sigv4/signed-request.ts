import type { Algorithm } from "./algorithm.ts";
import type { CredentialScope } from "./credential-scope.ts";
import type { HeaderFields } from "./header-fields.ts";
import type { PayloadMode } from "./payload-mode.ts";
import type { QueryParameter } from "./query-parameters.ts";
import type { SignatureMechanism, SignatureRefusal } from "./refusal.ts";
import type { RegionSet } from "./region-set.ts";
import type { SignableRequest } from "./signable-request.ts";

/** A request whose credentials were read, and not yet verified: nothing in here may be believed. */
export interface SignedRequest {
  readonly kind: "signed";
  readonly mechanism: SignatureMechanism;
  readonly algorithm: Algorithm;
  readonly request: SignableRequest;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** For Signature Version 4A: the regions that it is for. */
  readonly regionSet: RegionSet | undefined;
  /** In the order sent: `["host", "x-amz-date"]`. */
  readonly signedHeaders: readonly string[];
  /** Lower-case hexadecimal digits: 64, or a DER signature's for Signature Version 4A. */
  readonly signature: string;
  /** For temporary credentials. Whoever looks up the secret must compare it with the session's, or find it there. */
  readonly sessionToken: string | undefined;
  /** As signed: `20150830T123600Z`. */
  readonly timestamp: string;
  /** The same, in milliseconds since the epoch. */
  readonly signedAtMs: number;
  /** How long a presigned URL is valid, in seconds; undefined for header authentication. */
  readonly expiresS: number | undefined;
  /** Refused by `verifySignature` only after the scope: which modes there are is the service's to say. */
  readonly payload: PayloadMode | SignatureRefusal;
  readonly headers: HeaderFields;
  readonly parameters: readonly QueryParameter[];
}
