import type { SignatureRefusalCode } from "../../aws/sigv4/refusal.ts";
import type { RejectionCode } from "../rejections.ts";

/** What authentication can reject with. */
export const authenticationRejections = [
  "authorization_missing",
  "authorization_malformed",
  "authorization_unsupported",
  "signature_mismatch",
  "signature_expired",
  "credential_scope_wrong",
  "access_key_unknown",
  "access_key_inactive",
  "session_token_missing",
  "session_token_invalid",
  "session_token_expired",
] as const satisfies readonly RejectionCode[];

export type AuthenticationRejection = (typeof authenticationRejections)[number];

/** Each reason for refusing a signature, and what it counts as at an API. The record's detail keeps the reason itself. */
export const signatureRejections: Readonly<Record<SignatureRefusalCode, AuthenticationRejection>> = {
  credentials_missing: "authorization_missing",
  several_mechanisms: "authorization_malformed",
  scheme_unsupported: "authorization_unsupported",
  signature_version_2: "authorization_unsupported",
  algorithm_unsupported: "authorization_unsupported",
  authorization_malformed: "authorization_malformed",
  authorization_incomplete: "authorization_malformed",
  header_duplicated: "authorization_malformed",
  request_too_large: "authorization_malformed",
  date_missing: "authorization_malformed",
  date_malformed: "authorization_malformed",
  expires_malformed: "authorization_malformed",
  expires_too_long: "authorization_malformed",
  payload_hash_missing: "authorization_malformed",
  payload_hash_malformed: "authorization_malformed",
  scope_malformed: "authorization_malformed",
  scope_date_mismatch: "credential_scope_wrong",
  scope_region_mismatch: "credential_scope_wrong",
  scope_service_mismatch: "credential_scope_wrong",
  signature_expired: "signature_expired",
  signature_not_yet_valid: "signature_expired",
  presigned_url_expired: "signature_expired",
  presigned_url_not_yet_valid: "signature_expired",
  host_not_signed: "signature_mismatch",
  header_not_signed: "signature_mismatch",
  signed_header_absent: "signature_mismatch",
  payload_must_be_signed: "signature_mismatch",
  payload_hash_mismatch: "signature_mismatch",
  signature_mismatch: "signature_mismatch",
  chunk_malformed: "authorization_unsupported",
  chunk_signature_mismatch: "authorization_unsupported",
  payload_length_missing: "authorization_unsupported",
  payload_incomplete: "authorization_unsupported",
  trailer_malformed: "authorization_unsupported",
  trailer_signature_mismatch: "authorization_unsupported",
  checksum_mismatch: "authorization_unsupported",
};
