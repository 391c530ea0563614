import { AwsError } from "../../../aws/aws-error.ts";
import { BlobTooLargeError } from "../../../store/blob-store.ts";
import type { LambdaCall } from "../dependencies.ts";
import { invalidParameter, tooLarge } from "../lambda-errors.ts";
import type { ArchiveRecord } from "../state/records.ts";
import { ArchiveError, UNPACKED_BYTES_MAX } from "./unpack-archive.ts";

/** Where a call says its archive is. */
export interface ArchiveInput {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/** Largest archive in a call, in bytes. Source: Lambda quotas page, "50 MB (zipped, for direct upload)". */
const DIRECT_BYTES_MAX = 52_428_800;

/** Stores the archive that a call brings or names. Throws Lambda's errors. */
export async function receiveArchive(input: ArchiveInput, call: LambdaCall): Promise<ArchiveRecord> {
  const { ZipFile, S3Bucket, S3Key } = input;
  if (ZipFile !== undefined) {
    if (S3Bucket !== undefined || S3Key !== undefined) {
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    if (ZipFile.length > DIRECT_BYTES_MAX) {
      throw tooLarge(
        `Request must be smaller than ${DIRECT_BYTES_MAX} bytes for the CreateFunction operation`,
      );
    }
    return store(call, ZipFile, DIRECT_BYTES_MAX);
  }
  if (!S3Bucket || !S3Key) {
    throw invalidParameter("Please provide a source for function code.");
  }
  const versionId = input.S3ObjectVersion;
  const object = { bucket: S3Bucket, key: S3Key, ...(versionId === undefined ? {} : { versionId }) };
  return store(call, await openObject(call, object), UNPACKED_BYTES_MAX);
}

async function openObject(call: LambdaCall, object: Parameters<LambdaCall["deps"]["objects"]["open"]>[2]) {
  try {
    return await call.deps.objects.open(call.principal, call.region, object);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

async function store(
  call: LambdaCall,
  source: Parameters<LambdaCall["deps"]["blobs"]["write"]>[0],
  bytesMax: number,
): Promise<ArchiveRecord> {
  try {
    const { blobId, sha256, sizeBytes } = await call.deps.blobs.write(source, bytesMax);
    return { blobId, sizeBytes, sha256: Buffer.from(sha256, "hex").toString("base64") };
  } catch (error) {
    if (!(error instanceof BlobTooLargeError)) throw error;
    throw invalidParameter(`Unzipped size must be smaller than ${UNPACKED_BYTES_MAX} bytes`);
  }
}

/** Runs `unpack`; when it fails, the archive is let go and the caller told why. */
export async function keepArchiveIf<T>(
  archive: ArchiveRecord,
  call: LambdaCall,
  unpack: () => Promise<T>,
): Promise<T> {
  try {
    return await unpack();
  } catch (error) {
    await call.deps.blobs.delete(archive.blobId);
    throw error instanceof ArchiveError ? invalidParameter(error.message) : error;
  }
}
