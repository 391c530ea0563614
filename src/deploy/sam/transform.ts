import { TemplateError } from "../template/template-error.ts";
import type { ValueMap } from "../template/value.ts";

/** Applies the SAM transform. */
export function transformSam(_root: ValueMap, _given: ReadonlyMap<string, string>): ValueMap {
  throw new TemplateError("not yet");
}
