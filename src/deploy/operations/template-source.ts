import { AwsError } from "../../aws/aws-error.ts";
import type { OperationCaller } from "../caller.ts";
import type { StackRecord } from "../engine/records.ts";
import { readS3Object } from "../resources/s3-object.ts";
import { transformSam } from "../sam/transform.ts";
import { type LoadedTemplate, loadTemplate } from "../template/load-template.ts";
import { TEMPLATE_BYTES_MAX } from "../template/parse-text.ts";
import type { CloudFormationCall } from "./deps.ts";

/** Longest template in a request, in bytes. Source: CloudFormation quotas, "Template body size in a request". */
const BODY_BYTES_MAX = 51_200;

/** The ways in which a request can give a template. */
export interface TemplateInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** The template's text: from the request, from our own S3 as the caller, or the stack's. */
export async function readTemplateText(
  input: TemplateInput,
  call: CloudFormationCall,
  stack?: StackRecord,
): Promise<string> {
  const { TemplateBody, TemplateURL, UsePreviousTemplate } = input;
  const given = [TemplateBody, TemplateURL, UsePreviousTemplate || undefined].filter(
    (value) => value !== undefined,
  );
  if (given.length !== 1) {
    throw new AwsError("ValidationError", "Either Template URL or Template Body must be specified.");
  }
  if (TemplateBody !== undefined) {
    if (Buffer.byteLength(TemplateBody) <= BODY_BYTES_MAX) return TemplateBody;
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${BODY_BYTES_MAX}`,
    );
  }
  if (TemplateURL !== undefined)
    return readTemplateUrl(TemplateURL, call.deps.callers.as(call.principal, call.region));
  const previous = stack && (await call.deps.store.findTemplate(stack));
  if (!previous) throw new AwsError("ValidationError", "There is no previous template to use");
  return previous.original;
}

async function readTemplateUrl(url: string, caller: OperationCaller): Promise<string> {
  const { bucket, key, versionId } = parseS3Url(url);
  return (await readS3Object(caller, bucket, key, versionId, TEMPLATE_BYTES_MAX)).toString();
}

/**
 * Reads bucket and key from a URL of S3, in either style; the host is never contacted, so the URL can name nothing
 * but a bucket of ours. `https://bucket.s3.us-east-1.amazonaws.com/a/b.yaml` gives `bucket` and `a/b.yaml`.
 */
export function parseS3Url(text: string): { bucket: string; key: string; versionId?: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const virtualHost = url && /^(.+?)\.s3[.-]/.exec(url.hostname);
  const path = url && decodePath(url.pathname.slice(1));
  if (!url || path === undefined || !/^https?:$/.test(url.protocol)) throw invalidUrl();
  const slash = path.indexOf("/");
  const bucket = virtualHost ? virtualHost[1]! : path.slice(0, slash);
  const key = virtualHost ? path : path.slice(slash + 1);
  if (!bucket || !key || (!virtualHost && slash < 1)) throw invalidUrl();
  const versionId = url.searchParams.get("versionId");
  return { bucket, key, ...(versionId !== null && { versionId }) };
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

const invalidUrl = (): AwsError => new AwsError("ValidationError", "TemplateURL must be a supported URL.");

/** Parses a template and applies its transforms. */
export const load = (
  text: string,
  given: ReadonlyMap<string, string>,
  call: CloudFormationCall,
): LoadedTemplate => loadTemplate(text, given, (root, values) => transformSam(root, values, call.partition));
