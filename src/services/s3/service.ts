import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import type { Random } from "../../base/random.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { ResourceStore } from "../../store/resource-store.ts";
import type { Service } from "../operation.ts";
import { BucketPolicies } from "./bucket-policies.ts";
import type { S3Deps } from "./dependencies.ts";
import { LifecycleSchedule } from "./lifecycle/lifecycle-schedule.ts";
import { createObjectReader } from "./object-reader.ts";
import { S3_OPERATIONS } from "./operations.ts";
import type { S3Port } from "./port.ts";
import { BucketStore } from "./state/bucket-store.ts";
import { ObjectStore } from "./state/object-store.ts";
import { UploadStore } from "./state/upload-store.ts";
import { VersionIds } from "./state/version-ids.ts";
import { sweepContents } from "./sweep-contents.ts";

/** What S3 is made from. */
export interface S3Ports {
  readonly store: ResourceStore;
  /** S3's alone: at start, every blob that no object names is deleted. */
  readonly objectBlobs: BlobStore;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** S3, and what other services read objects by. */
export interface S3Service extends Service {
  readonly port: S3Port;
}

/** Amazon S3: general purpose buckets with versions, policies and multipart uploads. */
export function createS3Service(ports: S3Ports): S3Service {
  const { store, objectBlobs: blobs, random, logger } = ports;
  const deps: S3Deps = {
    buckets: new BucketStore(store),
    objects: new ObjectStore(store),
    uploads: new UploadStore(store),
    blobs,
    policies: new BucketPolicies(),
    versionIds: new VersionIds(random),
    random,
    logger,
  };
  const lifecycle = new LifecycleSchedule(deps, ports.clock);
  return {
    id: "s3",
    deps,
    operations: S3_OPERATIONS,
    port: createObjectReader(deps),
    start: async () => {
      const deleted = await sweepContents(store, blobs);
      if (deleted > 0) logger.info("Contents without an S3 object were deleted", { deleted });
      lifecycle.start();
    },
    stop: () => lifecycle.stop(),
  };
}
