import type { S3Deps } from "./dependencies.ts";
import { requireVersion, versionCheck } from "./find-version.ts";
import { openContents } from "./open-contents.ts";
import type { S3Port } from "./port.ts";

/** Reads objects for other services, with the permissions that GetObject asks for. */
export const createObjectReader = (deps: S3Deps): S3Port => ({
  async openObject(outer, { bucket, key, versionId }) {
    const call = { ...outer, deps };
    const input = { Bucket: bucket, Key: key, VersionId: versionId };
    await call.authorize([await versionCheck(call, ["GetObject", "GetObjectVersion"], input)]);
    const version = await requireVersion(call, input);
    return {
      body: await openContents(deps.blobs, version.parts),
      sizeBytes: version.sizeBytes,
      etag: version.etag,
      versionId: version.versionId,
    };
  },
});
