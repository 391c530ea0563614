/** Why a signature was refused. Stable: decision records and tests name these codes. */
export type SignatureRefusalCode =
  // What the request brought as credentials.
  | "credentials_missing"
  | "several_mechanisms"
  | "scheme_unsupported"
  | "signature_version_2"
  | "algorithm_unsupported"
  | "authorization_malformed"
  | "authorization_incomplete"
  | "header_duplicated"
  | "request_too_large"
  | "date_missing"
  | "date_malformed"
  | "expires_malformed"
  | "expires_too_long"
  | "payload_hash_missing"
  | "payload_hash_malformed"
  // What the credentials were meant for.
  | "scope_malformed"
  | "scope_date_mismatch"
  | "scope_region_mismatch"
  | "scope_service_mismatch"
  | "signature_expired"
  | "signature_not_yet_valid"
  | "presigned_url_expired"
  | "presigned_url_not_yet_valid"
  // What the signature covers.
  | "host_not_signed"
  | "header_not_signed"
  | "signed_header_absent"
  | "payload_must_be_signed"
  | "payload_hash_mismatch"
  | "signature_mismatch"
  // What the body turned out to be, for payloads that are verified while they stream.
  | "chunk_malformed"
  | "chunk_signature_mismatch"
  | "payload_length_missing"
  | "payload_incomplete"
  | "trailer_malformed"
  | "trailer_signature_mismatch"
  | "checksum_mismatch";

/** Where the credentials were: the Authorization header or the query of a presigned URL. */
export type SignatureMechanism = "header" | "query";

/** What the caller should have signed. Holds the caller's own headers, a session token included: answer it, never log it. */
export interface ExpectedSignature {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** A signature that was not accepted. */
export interface SignatureRefusal {
  readonly kind: "refused";
  readonly code: SignatureRefusalCode;
  /** In AWS's words where it has any. Safe to record: no secret, token or signature is in it. */
  readonly detail: string;
  readonly mechanism: SignatureMechanism;
  /** Further members of S3's XML error: `{ Expires: "…" }`. */
  readonly members?: Readonly<Record<string, string>>;
  /** With `signature_mismatch` only. */
  readonly expected?: ExpectedSignature;
}

/** A refusal with the given parts. */
export function refuse(
  code: SignatureRefusalCode,
  detail: string,
  mechanism: SignatureMechanism = "header",
  members?: Readonly<Record<string, string>>,
): SignatureRefusal {
  return members === undefined
    ? { kind: "refused", code, detail, mechanism }
    : { kind: "refused", code, detail, mechanism, members };
}
