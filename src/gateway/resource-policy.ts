import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import type { RestStageSnapshot } from "./snapshot.ts";

const ABBREVIATED = "execute-api:/";

/**
 * Compiles an API's resource policy, whose resources may be abbreviated: `execute-api:/prod/GET/pets` stands for
 * `arn:aws:execute-api:us-east-1:123456789012:a1b2c3/prod/GET/pets`. Throws on a policy that is not one.
 */
export function compileResourcePolicy(snapshot: RestStageSnapshot): CompiledPolicy | undefined {
  if (snapshot.resourcePolicy === undefined) return undefined;
  return compilePolicy(snapshot.resourcePolicy, {
    name: `resource policy of API ${snapshot.apiId}`,
    kind: "resource",
    expandResource: (resource) =>
      resource.startsWith(ABBREVIATED) ? apiArn(snapshot) + resource.slice(ABBREVIATED.length - 1) : resource,
  });
}

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3` */
export const apiArn = ({ partition, region, accountId, apiId }: RestStageSnapshot): string =>
  `arn:${partition}:execute-api:${region}:${accountId}:${apiId}`;
