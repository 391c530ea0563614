import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const SDK = /^@(aws-sdk|smithy|aws-crypto)\//;

/** Lets functions load the AWS SDK without bundling it, as in Lambda. What a function brings along comes first. */
export function offerSdk(packagesRoot: string): void {
  const anchor = join(packagesRoot, "anchor.js");
  const requireFromPackages = createRequire(anchor);
  let falling = false;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (falling || !SDK.test(specifier)) throw error;
        if (!context.conditions.includes("require")) {
          return next(specifier, { ...context, parentURL: pathToFileURL(anchor).href });
        }
        // Resolution for require takes no other parent, so it is asked through one.
        falling = true;
        try {
          return { url: pathToFileURL(requireFromPackages.resolve(specifier)).href, shortCircuit: true };
        } catch {
          throw error;
        } finally {
          falling = false;
        }
      }
    },
  });
}
