import type { FunctionRuntime } from "../../../compute/function-spec.ts";

/** An uploaded archive: kept byte for byte, unpacked where functions run. */
export interface ArchiveRecord {
  readonly blobId: string;
  /** Base64, as Lambda's `CodeSha256` is. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A layer version that a function uses. Its archive stays even when the layer version is deleted. */
export interface LayerReference {
  /** `arn:aws:lambda:region:account:layer:name:1` */
  readonly arn: string;
  readonly archive: ArchiveRecord;
}

/** Code and configuration of a function, at `$LATEST` or as published. */
export interface VersionRecord {
  /** `$LATEST`, or a number from `1` on. */
  readonly version: string;
  readonly runtime: FunctionRuntime;
  readonly handler: string;
  readonly roleArn: string;
  readonly description: string;
  readonly timeoutS: number;
  readonly memoryMb: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: "x86_64" | "arm64";
  readonly logGroupName: string;
  readonly layers: readonly LayerReference[];
  readonly archive: ArchiveRecord;
  /** The environment variables as JSON, sealed. Absent when there are none. */
  readonly sealedVariables?: string;
  readonly modifiedAtMs: number;
  readonly revisionId: string;
}

export interface AliasRecord {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** A second version and its share of the calls, between 0 and 1. */
  readonly routing?: { readonly version: string; readonly weight: number };
  readonly revisionId: string;
}

/** One statement of a resource policy, as IAM JSON. */
export interface StatementRecord {
  readonly Sid: string;
  readonly [element: string]: unknown;
}

/** The resource policy of a function, one of its versions or aliases, or a layer version. */
export interface PolicyRecord {
  readonly statements: readonly StatementRecord[];
  readonly revisionId: string;
}

/** How asynchronous calls are retried. */
export interface EventConfigRecord {
  readonly retriesMax?: number;
  readonly eventAgeSMax?: number;
  readonly modifiedAtMs: number;
}

/** A function without its published versions. Id: its name. */
export interface FunctionRecord {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** Tells this function from a later one of the same name. */
  readonly incarnation: string;
  readonly latest: VersionRecord;
  readonly nextVersion: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /** By qualifier; the unqualified function's under the empty string. */
  readonly policies: Readonly<Record<string, PolicyRecord>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** By qualifier; the unqualified function's under the empty string. */
  readonly eventConfigs: Readonly<Record<string, EventConfigRecord>>;
}

/** A published version. Id: `name:version`. */
export interface PublishedVersionRecord {
  readonly functionName: string;
  readonly configuration: VersionRecord;
  /** What `$LATEST` was at when this was made of it. */
  readonly sourceRevisionId: string;
}

/** Id: `name:version`. */
export interface LayerVersionRecord {
  readonly accountId: string;
  readonly region: string;
  readonly layerName: string;
  readonly version: number;
  readonly description: string;
  readonly licenseInfo?: string;
  readonly runtimes: readonly string[];
  readonly architectures: readonly string[];
  readonly archive: ArchiveRecord;
  readonly createdAtMs: number;
  readonly policy?: PolicyRecord;
}

/** The number of a layer's next version: numbers are never used again. Id: the layer's name. */
export interface LayerRecord {
  readonly nextVersion: number;
}

export interface RecordTypes {
  readonly function: FunctionRecord;
  readonly "function-version": PublishedVersionRecord;
  readonly layer: LayerRecord;
  readonly "layer-version": LayerVersionRecord;
}

export type RecordType = keyof RecordTypes;

export const RECORD_TYPES: readonly RecordType[] = ["function", "function-version", "layer", "layer-version"];
