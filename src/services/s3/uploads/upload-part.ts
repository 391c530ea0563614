import type { UploadPartOutput, UploadPartRequest } from "@aws-sdk/client-s3";
import { checksumMembers, UNBUILT_CHECKSUMS, wantedChecksum } from "../checksums.ts";
import { type S3Operation, WRITE_DATA } from "../dependencies.ts";
import { objectCheck } from "../permissions.ts";
import { receiveContents } from "../receive-contents.ts";
import { invalidRequest } from "../s3-errors.ts";
import { UNBUILT_READ_MEMBERS } from "../unbuilt-members.ts";
import { requireUpload } from "./require-upload.ts";
import { checkPartNumber, storePart } from "./store-part.ts";

/** `Body` is a stream of bytes from the wire; calls made inside may pass bytes or text. */
export type UploadPartInput = Omit<UploadPartRequest, "Body"> & { readonly Body?: unknown };

export const uploadPart: S3Operation<UploadPartInput, UploadPartOutput> = {
  name: "UploadPart",
  permits: async (input, call) => [await objectCheck(call, "PutObject", input, input.Key)],
  audit: { ...WRITE_DATA, redact: ["Body"] },
  refuses: [...UNBUILT_CHECKSUMS, ...UNBUILT_READ_MEMBERS],
  handle: async (input, call) => {
    checkPartNumber(input.PartNumber);
    const upload = await requireUpload(call, input);
    const wanted = wantedChecksum(call, input, upload.checksumAlgorithm);
    if (upload.checksumAlgorithm && wanted.algorithm !== upload.checksumAlgorithm) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${wanted.algorithm.toLowerCase()}`,
      );
    }
    const contents = await receiveContents(call, input.Body, input.ContentMD5, wanted);
    const part = await storePart(call, input, input.PartNumber, contents);
    return {
      ETag: `"${part.md5}"`,
      ServerSideEncryption: "AES256",
      ...checksumMembers({ algorithm: wanted.algorithm, value: contents.checksum, type: "FULL_OBJECT" }),
    };
  },
};
