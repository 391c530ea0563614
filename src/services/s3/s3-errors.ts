import { AwsError } from "../../aws/aws-error.ts";

/** S3's errors, worded as S3 words them. Source: Amazon S3 API Reference, "Error responses". */
export const s3Error = (
  code: string,
  status: number,
  message: string,
  members?: Readonly<Record<string, string>>,
): AwsError => new AwsError(code, message, members ? { status, members } : { status });

export const noSuchBucket = (bucket: string): AwsError =>
  s3Error("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName: bucket });
export const noSuchKey = (key: string): AwsError =>
  s3Error("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
export const noSuchVersion = (key: string, versionId: string): AwsError =>
  s3Error("NoSuchVersion", 404, "The specified version does not exist.", { Key: key, VersionId: versionId });
export const noSuchUpload = (uploadId: string): AwsError =>
  s3Error(
    "NoSuchUpload",
    404,
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { UploadId: uploadId },
  );
export const accessDenied = (): AwsError => s3Error("AccessDenied", 403, "Access Denied");
export const invalidArgument = (message: string, name: string, value: string): AwsError =>
  s3Error("InvalidArgument", 400, message, { ArgumentName: name, ArgumentValue: value });
export const invalidRequest = (message: string): AwsError => s3Error("InvalidRequest", 400, message);
export const malformedXml = (): AwsError =>
  s3Error(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
export const badDigest = (what: string): AwsError =>
  s3Error("BadDigest", 400, `The ${what} you specified did not match the calculated checksum.`);
export const entityTooLarge = (bytesMax: number): AwsError =>
  s3Error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
    MaxSizeAllowed: `${bytesMax}`,
  });
export const preconditionFailed = (condition: string): AwsError =>
  s3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold", {
    Condition: condition,
  });
/** Carries no body: the client's copy is still good. */
export const notModified = (): AwsError => s3Error("NotModified", 304, "Not Modified");
export const invalidRange = (range: string, sizeBytes: number): AwsError =>
  s3Error("InvalidRange", 416, "The requested range is not satisfiable", {
    RangeRequested: range,
    ActualObjectSize: `${sizeBytes}`,
  });
/** A key whose latest version is a delete marker, or a delete marker that is read by its version. */
export const methodNotAllowed = (method: string): AwsError =>
  s3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
    Method: method,
    ResourceType: "DeleteMarker",
  });
export const operationAborted = (): AwsError =>
  s3Error(
    "OperationAborted",
    409,
    "A conflicting conditional operation is currently in progress against this resource. Try again.",
  );
export const aclNotSupported = (): AwsError =>
  s3Error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
