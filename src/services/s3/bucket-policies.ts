import { BoundedCache } from "../../base/bounded-cache.ts";
import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
import { isPublicPolicy } from "./public-policy.ts";

/** A bucket policy, ready to be evaluated. */
export interface BucketPolicy {
  readonly compiled: CompiledPolicy;
  /** Whether it lets anyone in. */
  readonly isPublic: boolean;
}

/** Compiled policies that are remembered: each text is compiled once. */
const POLICIES_MAX = 1_000;

/** Compiles bucket policies. Throws `PolicyDocumentError` on a text that is none. */
export class BucketPolicies {
  readonly #known = new BoundedCache<string, BucketPolicy>(POLICIES_MAX);

  of(bucket: string, text: string): BucketPolicy {
    const id = `${bucket}/${text}`;
    const known = this.#known.get(id);
    if (known) return known;
    const compiled = compilePolicy(text, { name: `bucket policy of ${bucket}`, kind: "resource" });
    const policy = { compiled, isPublic: isPublicPolicy(text) };
    this.#known.set(id, policy);
    return policy;
  }
}
