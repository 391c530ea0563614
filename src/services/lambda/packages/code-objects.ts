import type { Readable } from "node:stream";
import type { Principal } from "../../../policy/principal.ts";

/** Archives in S3, read with the permissions of the caller who names them. */
export interface CodeObjects {
  /** Throws what S3's GetObject throws. */
  open(
    principal: Principal,
    region: string,
    object: { readonly bucket: string; readonly key: string; readonly versionId?: string },
  ): Promise<Readable>;
}
