/** How one service wants requests signed. */
export interface SigningRules {
  /**
   * `normalized`: dot segments and doubled slashes are removed and the sent path is encoded a second time.
   * `object-key`: the path is encoded once and nothing is removed, because `a//b` and `a/../b` are names of objects.
   */
  readonly path: "normalized" | "object-key";
  /** Whether X-Amz-Content-Sha256 must be sent, and may say that the body is unsigned or signed in chunks. */
  readonly payload: "hashed" | "streamable";
  /** Whether Signature Version 4A, which signs for several regions, is taken. */
  readonly multiRegion: boolean;
  /** How far X-Amz-Date may be from the server's time, in milliseconds. */
  readonly skewMsMax: number;
}

const MINUTE_MS = 60_000;
const COMMON: SigningRules = {
  path: "normalized",
  payload: "hashed",
  multiRegion: false,
  skewMsMax: 5 * MINUTE_MS,
};
const PATIENT: SigningRules = { ...COMMON, skewMsMax: 15 * MINUTE_MS };

/**
 * Services that differ from the common rules, by signing name. The windows were measured on AWS: 15 minutes for STS,
 * IAM, DynamoDB and SQS, documented as 15 for S3; 5 for KMS, Lambda, CloudWatch and execute-api.
 */
const RULES: ReadonlyMap<string, SigningRules> = new Map([
  ["s3", { path: "object-key", payload: "streamable", multiRegion: true, skewMsMax: 15 * MINUTE_MS }],
  ["execute-api", { ...COMMON, multiRegion: true }],
  ["sts", PATIENT],
  ["iam", PATIENT],
  ["dynamodb", PATIENT],
  ["sqs", PATIENT],
]);

/** The rules of the service with this signing name. */
export const signingRulesOf = (service: string): SigningRules => RULES.get(service) ?? COMMON;
