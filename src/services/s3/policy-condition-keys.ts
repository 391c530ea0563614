import { parseDocument } from "../../policy/parse-document.ts";

/** S3's condition keys whose values requests are judged by here. */
const SUPPLIED = new Set([
  "s3:authtype",
  "s3:delimiter",
  "s3:if-match",
  "s3:if-none-match",
  "s3:locationconstraint",
  "s3:max-keys",
  "s3:prefix",
  "s3:requestobjecttagkeys",
  "s3:resourceaccount",
  "s3:signatureage",
  "s3:signatureversion",
  "s3:versionid",
  "s3:x-amz-acl",
  "s3:x-amz-content-sha256",
  "s3:x-amz-copy-source",
  "s3:x-amz-metadata-directive",
  "s3:x-amz-object-ownership",
  "s3:x-amz-server-side-encryption",
  "s3:x-amz-storage-class",
]);
const SUPPLIED_PREFIXES = ["s3:existingobjecttag/", "s3:requestobjecttag/"];

/**
 * Keys that no request has, because the setting that they are about is refused or does not exist: that they are absent
 * is the truth.
 */
const TRULY_ABSENT =
  /^s3:(?:x-amz-grant-\S+|x-amz-server-side-encryption-\S+|x-amz-website-redirect-location|object-lock-\S+|dataaccesspoint\S+|accesspoint\S*|accessgrants\S+)$/;

/**
 * The first of S3's condition keys in a policy that is not supplied here. A Deny on such a key would never bind, so a
 * policy with one is refused rather than stored.
 */
export function findUnsuppliedKey(policyText: string): string | undefined {
  for (const { conditions } of parseDocument(policyText, "resource").statements) {
    for (const { key } of conditions) {
      const name = key.toLowerCase();
      if (!name.startsWith("s3:") || SUPPLIED.has(name) || TRULY_ABSENT.test(name)) continue;
      if (!SUPPLIED_PREFIXES.some((prefix) => name.startsWith(prefix))) return key;
    }
  }
  return undefined;
}
