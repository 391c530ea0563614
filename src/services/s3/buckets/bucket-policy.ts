import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  GetBucketPolicyStatusOutput,
  GetBucketPolicyStatusRequest,
  PutBucketPolicyRequest,
} from "@aws-sdk/client-s3";
import { compilePolicy } from "../../../policy/compile.ts";
import { parseDocument } from "../../../policy/parse-document.ts";
import { PolicyDocumentError } from "../../../policy/policy-document-error.ts";
import type { IamCheck } from "../../operation.ts";
import type { BucketPolicy } from "../bucket-policies.ts";
import { READ, type S3Call, type S3Operation, WRITE } from "../dependencies.ts";
import { type BucketInput, bucketArn, bucketCheck } from "../permissions.ts";
import { findUnsuppliedKey } from "../policy-condition-keys.ts";
import { accessDenied, s3Error } from "../s3-errors.ts";
import type { BucketRecord } from "../state/bucket-record.ts";

/**
 * A check that the policy's own denies do not bind on the root user of the owner's account, so that no policy can lock
 * a bucket for ever. Source: Amazon S3 API Reference, "PutBucketPolicy".
 */
async function policyCheck(call: S3Call, action: string, input: BucketInput): Promise<IamCheck> {
  const check = await bucketCheck(call, action, input);
  const { type, accountId } = call.principal;
  if (type !== "Root" || accountId !== check.resourceAccountId) return check;
  const { resourcePolicy: _, ...withoutPolicy } = check;
  return withoutPolicy;
}

/**
 * Throws MethodNotAllowed unless the caller is of the owner's account, whatever the policy itself allows: nobody else
 * may read or change who is let in. Source: Amazon S3 API Reference, "PutBucketPolicy".
 */
async function requireOwnersAccount(call: S3Call, name: string): Promise<void> {
  const { ownerAccountId } = await call.deps.buckets.require(name);
  if (ownerAccountId === call.accountId) return;
  throw s3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
}

/** Largest bucket policy, in bytes. Source: Amazon S3 User Guide, "Bucket policies". */
const POLICY_BYTES_MAX = 20 * 1024;

export const putBucketPolicy: S3Operation<PutBucketPolicyRequest, object> = {
  name: "PutBucketPolicy",
  permits: async (input, call) => [await policyCheck(call, "PutBucketPolicy", input)],
  audit: WRITE,
  // The guard against locking oneself out; root of the owner's account can always delete the policy.
  refuses: [{ member: "ConfirmRemoveSelfBucketAccess" }],
  checks: [{ member: "Policy", apply: ({ Policy }) => checkText(Policy) }],
  handle: async (input, call) => {
    const { Policy: text } = input;
    await requireOwnersAccount(call, input.Bucket);
    await call.deps.buckets.change(input.Bucket, (bucket) => {
      const policy = compile(call, bucket, text);
      if (policy.isPublic && bucket.publicAccessBlock?.blockPublicPolicy) throw accessDenied();
      return { ...bucket, policy: text };
    });
    return {};
  },
};

function compile(call: S3Call, bucket: BucketRecord, text: string): BucketPolicy {
  return withPolicyErrors(() => {
    const policy = call.deps.policies.of(bucket.name, text);
    refuseForeignResources(bucket, text);
    return policy;
  });
}

/** Checks a policy as a text of no bucket in particular. */
function checkText(text: string): void {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) {
    throw s3Error("PolicyTooLarge", 400, "The policy is too large.");
  }
  withPolicyErrors(() => compilePolicy(text, { name: "bucket policy", kind: "resource" }));
  refuseUnsuppliedKey(text);
}

function withPolicyErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PolicyDocumentError)) throw error;
    throw s3Error("MalformedPolicy", 400, error.message);
  }
}

function refuseUnsuppliedKey(text: string): void {
  const key = findUnsuppliedKey(text);
  if (key === undefined) return;
  const message = `Sallyport does not supply the condition key ${key} yet, so a policy with it would not be enforced.`;
  throw s3Error("NotImplemented", 501, message);
}

/** A bucket policy speaks of its bucket only. */
function refuseForeignResources(bucket: BucketRecord, text: string): void {
  const arn = bucketArn(bucket);
  for (const { resources } of parseDocument(text, "resource").statements) {
    const foreign = resources?.value.find((resource) => resource !== arn && !resource.startsWith(`${arn}/`));
    if (foreign !== undefined) throw s3Error("MalformedPolicy", 400, "Policy has invalid resource");
  }
}

export const getBucketPolicy: S3Operation<GetBucketPolicyRequest, GetBucketPolicyOutput> = {
  name: "GetBucketPolicy",
  permits: async (input, call) => [await policyCheck(call, "GetBucketPolicy", input)],
  audit: READ,
  handle: async (input, call) => {
    await requireOwnersAccount(call, input.Bucket);
    return { Policy: await requirePolicy(call, input.Bucket) };
  },
};

export const getBucketPolicyStatus: S3Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> = {
  name: "GetBucketPolicyStatus",
  permits: async (input, call) => [await bucketCheck(call, "GetBucketPolicyStatus", input)],
  audit: READ,
  handle: async (input, call) => {
    const text = await requirePolicy(call, input.Bucket);
    return { PolicyStatus: { IsPublic: call.deps.policies.of(input.Bucket, text).isPublic } };
  },
};

async function requirePolicy(call: S3Call, name: string): Promise<string> {
  const { policy } = await call.deps.buckets.require(name);
  if (policy !== undefined) return policy;
  throw s3Error("NoSuchBucketPolicy", 404, "The bucket policy does not exist", { BucketName: name });
}

export const deleteBucketPolicy: S3Operation<DeleteBucketPolicyRequest, object> = {
  name: "DeleteBucketPolicy",
  permits: async (input, call) => [await policyCheck(call, "DeleteBucketPolicy", input)],
  audit: WRITE,
  handle: async (input, call) => {
    await requireOwnersAccount(call, input.Bucket);
    await call.deps.buckets.change(input.Bucket, ({ policy: _, ...bucket }) => bucket);
    return {};
  },
};
