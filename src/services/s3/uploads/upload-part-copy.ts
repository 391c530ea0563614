import type { UploadPartCopyOutput, UploadPartCopyRequest } from "@aws-sdk/client-s3";
import { checksumMembers } from "../checksums.ts";
import { parseCopySource, requireCopySource } from "../copy-source.ts";
import { type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { versionCheck } from "../find-version.ts";
import { openContents } from "../open-contents.ts";
import { objectCheck } from "../permissions.ts";
import { receiveContents } from "../receive-contents.ts";
import { invalidArgument } from "../s3-errors.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";
import { requireUpload } from "./require-upload.ts";
import { checkPartNumber, storePart } from "./store-part.ts";

export const uploadPartCopy: S3Operation<UploadPartCopyRequest, UploadPartCopyOutput> = {
  name: "UploadPartCopy",
  permits: async (input, call) => {
    const source = parseCopySource(input.CopySource);
    return [
      await objectCheck(call, "PutObject", input, input.Key, {
        "s3:x-amz-copy-source": `${source.Bucket}/${source.Key}`,
      }),
      await versionCheck(call, ["GetObject", "GetObjectVersion"], source),
    ];
  },
  audit: WRITE_DATA,
  refuses: [
    ...UNBUILT_READ_MEMBERS,
    { member: "CopySourceSSECustomerAlgorithm" },
    { member: "CopySourceSSECustomerKey" },
    { member: "CopySourceSSECustomerKeyMD5" },
  ],
  handle: async (input, call) => {
    checkPartNumber(input.PartNumber);
    const upload = await requireUpload(call, input);
    const version = await requireCopySource(call, parseCopySource(input.CopySource), input);
    const range = copyRange(input.CopySourceRange, version.sizeBytes);
    const algorithm = upload.checksumAlgorithm ?? "CRC64NVME";
    const body = await openContents(call.deps.blobs, version.parts, range);
    const contents = await receiveContents(call, body, undefined, { algorithm });
    const part = await storePart(call, input, input.PartNumber, contents);
    return {
      CopyPartResult: {
        ETag: `"${part.md5}"`,
        LastModified: new Date(part.lastModifiedMs),
        ...checksumMembers({ algorithm, value: contents.checksum, type: "FULL_OBJECT" }),
      },
      ServerSideEncryption: "AES256",
    };
  },
};

/** Unlike a Range header, this one must name both ends, within the source. */
function copyRange(header: string | undefined, sizeBytes: number) {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header);
  const [firstByte, lastByte] = [Number(match?.[1]), Number(match?.[2])];
  if (match && firstByte <= lastByte && lastByte < sizeBytes) return { firstByte, lastByte };
  const message = `Range specified is not valid for source object of size: ${sizeBytes}`;
  throw invalidArgument(message, "x-amz-copy-source-range", header);
}
