import type { CompletedPart } from "@aws-sdk/client-s3";
import { malformedXml, s3Error } from "../s3-errors.ts";
import type { PartRecord, UploadRecord } from "../state/upload-store.ts";

/** Smallest part that is not the last, in bytes: 5 MiB. */
const PART_BYTES_MIN = 5 * 1024 ** 2;

/** The parts that the client lists, which must be in order, there, and as it last saw them. */
export function chooseParts(
  uploaded: readonly PartRecord[],
  asked: readonly CompletedPart[],
  upload: UploadRecord,
): readonly PartRecord[] {
  if (asked.length === 0) throw malformedXml();
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const parts = asked.map((completed) => {
    const part = byNumber.get(completed.PartNumber ?? 0);
    const known = part && completed.ETag?.replace(/^"|"$/g, "") === part.md5;
    if (known && checksumFits(completed, part, upload)) return part;
    throw s3Error("InvalidPart", 400, INVALID_PART, { PartNumber: `${completed.PartNumber}` });
  });
  if (parts.some((part, i) => i > 0 && part.partNumber <= parts[i - 1]!.partNumber)) {
    throw s3Error("InvalidPartOrder", 400, INVALID_ORDER);
  }
  const small = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < PART_BYTES_MIN);
  if (!small) return parts;
  throw s3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: `${small.sizeBytes}`,
    MinSizeAllowed: `${PART_BYTES_MIN}`,
    PartNumber: `${small.partNumber}`,
  });
}

const INVALID_PART =
  "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified " +
  "entity tag may not match the part's entity tag.";
const INVALID_ORDER =
  "The list of parts was not in ascending order. The parts list must be specified in order by part number.";

function checksumFits(
  completed: CompletedPart,
  part: PartRecord,
  { checksumAlgorithm }: UploadRecord,
): boolean {
  if (!checksumAlgorithm) return true;
  const given = completed[`Checksum${checksumAlgorithm}`];
  return given === undefined || given === part.checksum;
}
