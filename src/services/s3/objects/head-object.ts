import type { HeadObjectOutput, HeadObjectRequest } from "@aws-sdk/client-s3";
import { parseRange } from "../byte-range.ts";
import { READ_DATA, type S3Operation } from "../dependencies.ts";
import { requireVersion, versionCheck } from "../find-version.ts";
import { objectView } from "../object-view.ts";
import { partRange } from "../part-range.ts";
import { requireReadPreconditions } from "../preconditions.ts";
import { responseOverrides } from "../response-overrides.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";

export const headObject: S3Operation<HeadObjectRequest, HeadObjectOutput> = {
  name: "HeadObject",
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
    return {
      ...view,
      ...responseOverrides(call, input),
      ContentLength: range ? range.lastByte - range.firstByte + 1 : version.sizeBytes,
      ...(range ? { ContentRange: `bytes ${range.firstByte}-${range.lastByte}/${version.sizeBytes}` } : {}),
      ...(PartsCount === undefined ? {} : { PartsCount }),
    };
  },
};
