import { TemplateError } from "../template/template-error.ts";
import { isMap, type Path, type Value, type ValueMap } from "../template/value.ts";

/** Where a package, layer or definition is in S3. */
interface S3Location {
  readonly bucket: Value;
  readonly key: Value;
  readonly version: Value | undefined;
}

/**
 * Reads `s3://bucket/key?versionId=1` or `{Bucket, Key, Version}`. A local path must have been packaged before;
 * throws {@link TemplateError} for one that was not.
 */
export function readS3Location(value: Value | undefined, path: Path): S3Location {
  const property = path.at(-1);
  if (isMap(value)) {
    const { Bucket, Key, Version } = value;
    if (Bucket === undefined || Key === undefined) {
      throw new TemplateError(`'${property}' requires Bucket and Key properties to be specified.`, path);
    }
    return { bucket: Bucket, key: Key, version: Version };
  }
  const match =
    typeof value === "string" ? /^s3:\/\/([^/?#]+)\/([^?#]+)(?:\?versionId=([^&#]+))?$/.exec(value) : null;
  if (!match) {
    throw new TemplateError(
      `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
      path,
    );
  }
  return { bucket: match[1]!, key: match[2]!, version: match[3] };
}

/** The location as Lambda's `Code` and `Content` take it. */
export function lambdaLocation(value: Value | undefined, path: Path): ValueMap {
  const { bucket, key, version } = readS3Location(value, path);
  return { S3Bucket: bucket, S3Key: key, ...(version !== undefined && { S3ObjectVersion: version }) };
}
