import type { Exchange } from "./exchange.ts";
import { apiArn } from "./resource-policy.ts";

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/GET/pets/7`: the actual path, in its canonical spelling. */
export const methodArn = (x: Exchange): string =>
  `${apiArn(x.deployment)}/${x.deployment.stageName}/${x.request.method}${x.path.canonical}`;

/** Longest ARN of a method with authorization, in bytes. Source: API Gateway quotas. */
const METHOD_ARN_BYTES_MAX = 1600;

/** UTF-8 takes at most so many bytes for a character of a string. */
const BYTES_PER_CHARACTER_MAX = 3;

/** Whether an ARN is longer than policies are asked about. */
export const isTooLong = (arn: string): boolean =>
  arn.length * BYTES_PER_CHARACTER_MAX > METHOD_ARN_BYTES_MAX &&
  Buffer.byteLength(arn) > METHOD_ARN_BYTES_MAX;

/** What the record says of such an ARN. */
export const tooLong = {
  kind: "reject",
  code: "method_arn_too_long",
  detail: `the method's ARN is longer than ${METHOD_ARN_BYTES_MAX} bytes`,
} as const;
