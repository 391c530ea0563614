import { AwsError } from "../aws-error.ts";
import { refuse, type SignatureRefusal, type SignatureRefusalCode } from "./refusal.ts";
import { s3AuthenticationError } from "./s3-authentication-errors.ts";

/** A body that turned out, while it was read, not to be the one that was signed. Only S3 reads bodies so. */
export class PayloadRefusedError extends AwsError {
  readonly refusal: SignatureRefusal;

  constructor(code: SignatureRefusalCode, detail: string, members?: Readonly<Record<string, string>>) {
    const refusal = refuse(code, detail, "header", members);
    const { code: awsCode, message, status, members: awsMembers } = s3AuthenticationError(refusal);
    super(awsCode, message, { ...(status === undefined ? {} : { status }), members: awsMembers });
    this.refusal = refusal;
  }
}
