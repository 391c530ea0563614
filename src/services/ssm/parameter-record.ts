import type { ParameterType, Tag } from "@aws-sdk/client-ssm";

/** The types whose values are stored as they are. */
export type PlainType = Exclude<ParameterType, "SecureString">;

/** One value that a parameter had. */
export interface VersionRecord {
  readonly version: number;
  readonly value: string;
  readonly type: PlainType;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly modifiedAtMs: number;
  /** The ARN of who wrote it. */
  readonly modifiedBy: string;
}

/** One parameter as it is stored: a single document, so that versions and tags cannot disagree. */
export interface ParameterRecord {
  readonly name: string;
  /** Oldest first; never empty. */
  readonly versions: readonly VersionRecord[];
  readonly tags: readonly StoredTag[];
}

/** A tag with both its parts. */
export type StoredTag = Required<{ readonly [K in keyof Tag]: NonNullable<Tag[K]> }>;

/** Versions that a parameter keeps. Source: Systems Manager quotas page. */
export const VERSIONS_MAX = 100;

/** The version that a call without a selector means. */
export const latestVersion = (parameter: ParameterRecord): VersionRecord => parameter.versions.at(-1)!;
