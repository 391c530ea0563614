import type { Readable } from "node:stream";
import type { GetObjectOutput, GetObjectRequest } from "@aws-sdk/client-s3";
import type { Validated } from "../../operation.ts";
import { parseRange } from "../byte-range.ts";
import { READ_DATA, type S3Call, type S3Operation } from "../dependencies.ts";
import { requireVersion, versionCheck } from "../find-version.ts";
import { objectView } from "../object-view.ts";
import { openContents } from "../open-contents.ts";
import { partRange } from "../part-range.ts";
import { requireReadPreconditions } from "../preconditions.ts";
import { responseOverrides } from "../response-overrides.ts";
import type { VersionRecord } from "../state/object-record.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";

export const getObject: S3Operation<GetObjectRequest, Omit<GetObjectOutput, "Body"> & { Body: Readable }> = {
  name: "GetObject",
  permits: async (input, call) => [await versionCheck(call, ["GetObject", "GetObjectVersion"], input)],
  audit: READ_DATA,
  refuses: UNBUILT_READ_MEMBERS,
  handle: async (input, call) => {
    const version = await requireVersion(call, input);
    requireReadPreconditions(version, input);
    const { range, PartsCount } = partRange(version, input.PartNumber) ?? {
      range: parseRange(input.Range, version.sizeBytes),
    };
    const view = await objectView(call, input.Bucket, version, input.ChecksumMode === "ENABLED" && !range);
    const { firstByte, lastByte } = range ?? { firstByte: 0, lastByte: version.sizeBytes - 1 };
    return {
      ...view,
      ...responseOverrides(call, input),
      ContentLength: lastByte - firstByte + 1,
      ...(range ? { ContentRange: `bytes ${firstByte}-${lastByte}/${version.sizeBytes}` } : {}),
      ...(PartsCount === undefined ? {} : { PartsCount }),
      Body: await openLatest(call, input, version, range),
    };
  },
};

/** Between reading the document and opening the contents an overwrite may have deleted them: then it is read anew. */
async function openLatest(
  call: S3Call,
  input: Validated<GetObjectRequest>,
  version: VersionRecord,
  range: ReturnType<typeof parseRange>,
): Promise<Readable> {
  const { blobs } = call.deps;
  try {
    return await openContents(blobs, version.parts, range);
  } catch (error) {
    const again = await requireVersion(call, input);
    if (again.order === version.order || again.etag !== version.etag) throw error;
    return openContents(blobs, again.parts, range);
  }
}
