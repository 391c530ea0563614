import type { HeadObjectOutput } from "@aws-sdk/client-s3";
import { checksumMembers } from "./checksums.ts";
import type { S3Call } from "./dependencies.ts";
import type { ContentHeaders, VersionRecord } from "./state/object-record.ts";

/** What S3 says of an object without a type of its own. */
const CONTENT_TYPE_DEFAULT = "binary/octet-stream";

/** Members by which a client describes an object that it stores. */
export interface ContentMembers {
  readonly ContentType?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly Expires?: Date | undefined;
}

/** The headers of an object, from the request that stores it. `aws-chunked` was about the transfer, not the object. */
export function contentHeaders(members: ContentMembers): ContentHeaders {
  const encodings = members.ContentEncoding?.split(",").map((encoding) => encoding.trim());
  const contentEncoding = encodings
    ?.filter((encoding) => encoding !== "aws-chunked" && encoding !== "")
    .join(",");
  const { ContentType, ContentLanguage, ContentDisposition, CacheControl, Expires } = members;
  return {
    ...(ContentType ? { contentType: ContentType } : {}),
    ...(contentEncoding ? { contentEncoding } : {}),
    ...(ContentLanguage ? { contentLanguage: ContentLanguage } : {}),
    ...(ContentDisposition ? { contentDisposition: ContentDisposition } : {}),
    ...(CacheControl ? { cacheControl: CacheControl } : {}),
    ...(Expires ? { expiresAtMs: Expires.getTime() } : {}),
  };
}

/** Members that GetObject and HeadObject answer alike. */
export type ObjectView = Omit<HeadObjectOutput, "ContentLength">;

/** An object's description. `withChecksum` as the client asks with ChecksumMode. */
export async function objectView(
  call: S3Call,
  bucketName: string,
  version: VersionRecord,
  withChecksum: boolean,
): Promise<ObjectView> {
  const bucket = await call.deps.buckets.require(bucketName);
  const { headers, checksum } = version;
  const { contentEncoding, contentLanguage, contentDisposition, cacheControl, expiresAtMs } = headers;
  return {
    AcceptRanges: "bytes",
    LastModified: new Date(version.lastModifiedMs),
    ETag: version.etag,
    ContentType: headers.contentType ?? CONTENT_TYPE_DEFAULT,
    Metadata: Object.fromEntries(version.metadata),
    ServerSideEncryption: "AES256",
    ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
    ...(contentLanguage === undefined ? {} : { ContentLanguage: contentLanguage }),
    ...(contentDisposition === undefined ? {} : { ContentDisposition: contentDisposition }),
    ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
    ...(expiresAtMs === undefined ? {} : { Expires: new Date(expiresAtMs) }),
    ...(version.tags.length === 0 ? {} : { TagCount: version.tags.length }),
    ...(bucket.versioning === "Unversioned" ? {} : { VersionId: version.versionId }),
    ...(withChecksum && checksum ? { ...checksumMembers(checksum), ChecksumType: checksum.type } : {}),
  };
}
