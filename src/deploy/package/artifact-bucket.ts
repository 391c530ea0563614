import { createHash } from "node:crypto";
import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";
import type { ArtifactLocation } from "./artifact-properties.ts";

/** A bucket that artifacts are uploaded to, under the hash of their content: what is there already is not sent again. */
export class ArtifactBucket {
  readonly #caller: OperationCaller;
  readonly #bucket: string;
  readonly #region: string;
  #isReady = false;

  constructor(caller: OperationCaller, bucket: string, region: string) {
    this.#caller = caller;
    this.#bucket = bucket;
    this.#region = region;
  }

  /** Uploads unless it is there. The key is the content's hash and `extension`: `9f86d0….zip`. */
  async put(content: Uint8Array, extension: string): Promise<ArtifactLocation & { readonly isNew: boolean }> {
    await this.#ensureBucket();
    const key = `${createHash("sha256").update(content).digest("hex")}.${extension}`;
    const location = { bucket: this.#bucket, key };
    if (await this.#exists("HeadObject", { Bucket: this.#bucket, Key: key }))
      return { ...location, isNew: false };
    await this.#caller.call("s3", "PutObject", { Bucket: this.#bucket, Key: key, Body: content });
    return { ...location, isNew: true };
  }

  async #ensureBucket(): Promise<void> {
    if (this.#isReady) return;
    const Bucket = this.#bucket;
    if (!(await this.#exists("HeadBucket", { Bucket }))) {
      const isFirstRegion = this.#region === "us-east-1";
      const place = isFirstRegion ? {} : { CreateBucketConfiguration: { LocationConstraint: this.#region } };
      await this.#caller.call("s3", "CreateBucket", { Bucket, ...place });
    }
    this.#isReady = true;
  }

  async #exists(operation: string, input: object): Promise<boolean> {
    try {
      await this.#caller.call("s3", operation, input);
      return true;
    } catch (error) {
      if (error instanceof AwsError && /^(NotFound|NoSuchKey|NoSuchBucket|404)$/.test(error.code))
        return false;
      throw error;
    }
  }
}
