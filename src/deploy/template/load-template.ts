import { expandLoops, listParametersOf } from "./for-each.ts";
import { parseTemplateText, type TemplateText } from "./parse-text.ts";
import { readTemplate } from "./read-template.ts";
import type { Template } from "./template.ts";
import { TemplateError } from "./template-error.ts";
import { isMap, type Value, type ValueMap } from "./value.ts";

const SAM_TRANSFORM = "AWS::Serverless-2016-10-31";
const LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions";

/** A template as given, and as it is deployed once its transforms were applied. */
export interface LoadedTemplate {
  readonly template: Template;
  /** The document after transforms: what GetTemplate answers for the stage `Processed`. */
  readonly processed: ValueMap;
  readonly transforms: readonly string[];
  /** Where things stand in the text, for errors that show later. */
  readonly source: TemplateText;
}

/** Applies the SAM transform to a document, given the parameters' values. */
export type SamTransform = (root: ValueMap, given: ReadonlyMap<string, string>) => ValueMap;

/**
 * Text to template: parse, apply `AWS::LanguageExtensions` and SAM, read the sections.
 * Throws {@link TemplateError} with line and column.
 * @param given Parameters' values, which loops may run over.
 */
export function loadTemplate(
  text: string,
  given: ReadonlyMap<string, string>,
  sam: SamTransform,
): LoadedTemplate {
  const source = parseTemplateText(text);
  try {
    const transforms = readTransforms(source.value["Transform"]);
    let processed = source.value;
    if (transforms.includes(LANGUAGE_EXTENSIONS)) {
      processed = expandLoops(processed, listParametersOf(processed, given));
    }
    if (transforms.includes(SAM_TRANSFORM)) processed = sam(processed, given);
    const { Transform: _, ...rest } = processed;
    return { template: readTemplate(rest), processed: rest, transforms, source };
  } catch (error) {
    throw placed(source, error);
  }
}

/** Gives an error about a place in the document the place's line and column, unless it has them. */
export function placed(source: TemplateText, error: unknown): unknown {
  if (!(error instanceof TemplateError) || error.path.length === 0 || error.place !== "") return error;
  return new TemplateError(error.reason, error.path, source.locate(error.path));
}

function readTransforms(value: Value | undefined): string[] {
  const listed = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return listed.map((item, i) => {
    if (item === SAM_TRANSFORM || item === LANGUAGE_EXTENSIONS) return item;
    const name = isMap(item) ? String(item["Name"]) : String(item);
    throw new TemplateError(
      `Transform ${name} is not supported; supported: ${SAM_TRANSFORM}, ${LANGUAGE_EXTENSIONS}`,
      ["Transform", i],
    );
  });
}
