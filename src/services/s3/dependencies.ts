import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { Call, Operation } from "../operation.ts";
import type { BucketPolicies } from "./bucket-policies.ts";
import type { BucketStore } from "./state/bucket-store.ts";
import type { ContentPart } from "./state/object-record.ts";
import type { ObjectStore } from "./state/object-store.ts";
import type { UploadStore } from "./state/upload-store.ts";
import type { VersionIds } from "./state/version-ids.ts";

/** What S3's operations work with. */
export interface S3Deps {
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadStore;
  readonly blobs: BlobStore;
  readonly policies: BucketPolicies;
  readonly versionIds: VersionIds;
  readonly random: Random;
  readonly logger: Logger;
}

/** One operation of this service, and one call of it. */
export type S3Operation<In extends object, Out extends object> = Operation<In, Out, S3Deps>;
export type S3Call = Call<S3Deps>;

/** How the audit classes calls: bucket settings are management, contents are data. Bodies are streams, never recorded. */
export const READ = { kind: "management", readOnly: true, redact: [] } as const;
export const WRITE = { kind: "management", readOnly: false, redact: [] } as const;
export const READ_DATA = { kind: "data", readOnly: true, redact: [] } as const;
export const WRITE_DATA = { kind: "data", readOnly: false, redact: [] } as const;

/**
 * Deletes contents that no version holds any more. The change that let go of them is stored already, so a failure here
 * costs space only, until the next start sweeps.
 */
export async function deleteContents(
  deps: Pick<S3Deps, "blobs" | "logger">,
  parts: readonly ContentPart[],
): Promise<void> {
  for (const { blobId } of parts) {
    try {
      await deps.blobs.delete(blobId);
    } catch (error) {
      deps.logger.error("Contents of a deleted S3 object could not be removed", error, { blobId });
    }
  }
}
