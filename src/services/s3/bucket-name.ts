import { s3Error } from "./s3-errors.ts";

/**
 * Throws InvalidBucketName unless a bucket may be created under this name.
 * Source: Amazon S3 User Guide, "General purpose bucket naming rules".
 */
export function checkNewBucketName(name: string): void {
  const valid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(?:xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);
  if (valid) return;
  throw s3Error("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName: name });
}
