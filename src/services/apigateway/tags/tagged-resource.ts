import { parseArn } from "../../../aws/arn.ts";
import { badRequest, notFound } from "../api-errors.ts";
import type { ApiCall } from "../dependencies.ts";
import { requireStage } from "../stages/stage-rules.ts";
import type { ApiRecord } from "../state/api-record.ts";
import type { StringMap } from "../string-map.ts";

/** What a tagging call is about: an API, or one of its stages. */
export interface TaggedResource {
  readonly restApiId: string;
  readonly stageName?: string;
}

const RESOURCE = /^\/restapis\/([a-z0-9]+)(?:\/stages\/([a-zA-Z0-9_-]+))?$/;

/**
 * Reads the ARN of what can have tags: `arn:aws:apigateway:us-east-1::/restapis/a1` or `…/restapis/a1/stages/prod`.
 * Other kinds that AWS can tag do not exist here yet.
 */
export function parseTaggedResource(resourceArn: string, call: ApiCall): TaggedResource {
  const arn = parseArn(resourceArn);
  if (arn?.service !== "apigateway" || arn.partition !== call.partition) {
    throw badRequest(`Invalid resource ARN specified: ${resourceArn}`);
  }
  const [, restApiId, stageName] = RESOURCE.exec(arn.resource) ?? [];
  if (arn.region !== call.region || restApiId === undefined)
    throw notFound("Invalid resource identifier specified");
  return { restApiId, ...(stageName === undefined ? {} : { stageName }) };
}

/** The tags that a tagging call reads or changes. */
export const tagsOf = (api: ApiRecord, { stageName }: TaggedResource): StringMap =>
  stageName === undefined ? api.tags : requireStage(api, stageName).tags;

/** Tagging is authorized on a path of its own, which holds the tagged resource's ARN percent-encoded. */
export const tagsPath = ({ resourceArn }: { readonly resourceArn: string }): string =>
  `/tags/${encodeURIComponent(resourceArn)}`;
