/** Members of the operations that store objects whose effects are not built. */
export const UNBUILT_OBJECT_MEMBERS = [
  { member: "ServerSideEncryption", accepts: ["AES256"] },
  { member: "SSECustomerAlgorithm" },
  { member: "SSECustomerKey" },
  { member: "SSECustomerKeyMD5" },
  { member: "SSEKMSKeyId" },
  { member: "SSEKMSEncryptionContext" },
  { member: "BucketKeyEnabled" },
  { member: "StorageClass", accepts: ["STANDARD"] },
  { member: "WebsiteRedirectLocation" },
  { member: "ObjectLockMode" },
  { member: "ObjectLockRetainUntilDate" },
  { member: "ObjectLockLegalHoldStatus" },
  { member: "ObjectLockEventHold" },
  { member: "ObjectLockEventHoldDurationDays" },
  { member: "ObjectLockEventHoldDurationYears" },
  { member: "RequestPayer" },
] as const;

/** Members of the operations that read objects. */
export const UNBUILT_READ_MEMBERS = [
  { member: "SSECustomerAlgorithm" },
  { member: "SSECustomerKey" },
  { member: "SSECustomerKeyMD5" },
  { member: "RequestPayer" },
] as const;
