import type {
  GetObjectAttributesOutput,
  GetObjectAttributesParts,
  GetObjectAttributesRequest,
  ObjectAttributes,
} from "@aws-sdk/client-s3";
import { checksumMembers } from "../checksums.ts";
import { READ_DATA, type S3Operation } from "../dependencies.ts";
import { requireVersion, versionCheck } from "../find-version.ts";
import { pageSize, parsePartMarker } from "../list-encoding.ts";
import type { VersionRecord } from "../state/object-record.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";

export const getObjectAttributes: S3Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> = {
  name: "GetObjectAttributes",
  permits: async (input, call) => [
    await versionCheck(call, ["GetObject", "GetObjectVersion"], input),
    await versionCheck(call, ["GetObjectAttributes", "GetObjectVersionAttributes"], input),
  ],
  audit: READ_DATA,
  refuses: UNBUILT_READ_MEMBERS,
  handle: async (input, call) => {
    const version = await requireVersion(call, input);
    const { versioning } = await call.deps.buckets.require(input.Bucket);
    const asked = new Set<ObjectAttributes>(input.ObjectAttributes);
    const { checksum } = version;
    const parts = partsOf(
      version,
      parsePartMarker(input.PartNumberMarker),
      pageSize("max-parts", input.MaxParts),
    );
    return {
      LastModified: new Date(version.lastModifiedMs),
      ...(versioning === "Unversioned" ? {} : { VersionId: version.versionId }),
      ...(asked.has("ETag") ? { ETag: version.etag.replaceAll('"', "") } : {}),
      ...(asked.has("ObjectSize") ? { ObjectSize: version.sizeBytes } : {}),
      ...(asked.has("StorageClass") ? { StorageClass: "STANDARD" } : {}),
      ...(asked.has("Checksum") && checksum
        ? { Checksum: { ...checksumMembers(checksum), ChecksumType: checksum.type } }
        : {}),
      ...(asked.has("ObjectParts") && parts ? { ObjectParts: parts } : {}),
    };
  },
};

/** The parts of an object from a multipart upload; undefined for others. */
function partsOf(
  { etag, parts }: VersionRecord,
  marker: number,
  MaxParts: number,
): GetObjectAttributesParts | undefined {
  if (!etag.includes("-")) return undefined;
  const page = parts.slice(marker, marker + MaxParts);
  const end = marker + page.length;
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: `${marker}`,
    NextPartNumberMarker: `${end}`,
    MaxParts,
    IsTruncated: end < parts.length,
    Parts: page.map(({ sizeBytes }, i) => ({ PartNumber: marker + i + 1, Size: sizeBytes })),
  };
}
