import type { GetObjectOutput } from "@aws-sdk/client-s3";
import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";

/** Reads a whole object as the caller. Throws AwsError when it is longer than `bytesMax`, or as S3 does. */
export async function readS3Object(
  caller: OperationCaller,
  bucket: string,
  key: string,
  versionId: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  const input = { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
  const { Body } = (await caller.call("s3", "GetObject", input)) as GetObjectOutput;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytesOf(Body)) {
    length += part.length;
    if (length > bytesMax)
      throw new AwsError("ValidationError", `s3://${bucket}/${key} is larger than ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A body may be bytes, text or a stream of either. */
async function* bytesOf(body: unknown): AsyncIterable<Uint8Array> {
  if (typeof body === "string" || body instanceof Uint8Array) yield Buffer.from(body);
  else if (body) for await (const part of body as AsyncIterable<Uint8Array | string>) yield Buffer.from(part);
}
