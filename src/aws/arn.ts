/** The parts of an Amazon Resource Name. Source: AWS General Reference, "Amazon Resource Names (ARNs)". */
export interface Arn {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly service: string;
  /** Empty for global services such as IAM. */
  readonly region: string;
  /** Twelve digits; empty where the service leaves it out, as S3 buckets do. */
  readonly accountId: string;
  /** All that follows the fifth colon, further colons included. */
  readonly resource: string;
}

/**
 * Splits an ARN, or returns undefined when the text is none.
 * `arn:aws:iam::123456789012:role/path/name` gives partition `aws`, service `iam`, region ``, account `123456789012`,
 * resource `role/path/name`.
 */
export function parseArn(text: string): Arn | undefined {
  if (text.length > 2048 || !text.startsWith("arn:")) return undefined;
  const parts = text.split(":");
  if (parts.length < 6) return undefined;
  const [, partition, service, region, accountId] = parts as [string, string, string, string, string];
  const resource = parts.slice(5).join(":");
  if (!partition || !service || !resource) return undefined;
  return { partition, service, region, accountId, resource };
}

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}
