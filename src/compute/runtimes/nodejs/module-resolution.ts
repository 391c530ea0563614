import Module, { createRequire, registerHooks } from "node:module";
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

/**
 * Keeps the search for modules within what the function may read. Node looks in every parent folder, and takes a folder
 * that it may not read for an error, not for a folder without the module.
 */
export function confineModuleSearch(roots: readonly string[]): void {
  const lookup = Module as unknown as { _nodeModulePaths: (from: string) => string[] };
  const everywhere = lookup._nodeModulePaths;
  lookup._nodeModulePaths = (from) =>
    everywhere(from).filter((path) => roots.some((root) => path.startsWith(root)));
}
