/** One bucket as it is stored. */
export interface BucketRecord {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAtMs: number;
  /** Once versioning was enabled, it can only be suspended. */
  readonly versioning: "Unversioned" | "Enabled" | "Suspended";
  /** The policy's JSON text, as it was given. */
  readonly policy?: string;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly ownershipControlsDeleted?: true;
  readonly tags: readonly ObjectTag[];
  readonly lifecycle?: readonly LifecycleRecord[];
}

/** What of a bucket may be public. All four are on in a new bucket. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface ObjectTag {
  readonly Key: string;
  readonly Value: string;
}

/** One lifecycle rule, reduced to what it does. Days are whole days after midnight UTC, as S3 counts. */
export interface LifecycleRecord {
  readonly id: string;
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationDays?: number;
  /** Milliseconds since the epoch. */
  readonly expirationAtMs?: number;
  readonly expiredObjectDeleteMarker?: boolean;
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
  readonly abortUploadDays?: number;
}
