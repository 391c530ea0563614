import { parseTemplateText } from "../template/parse-text.ts";
import type { ValueMap } from "../template/value.ts";

/** Parses the template, its transform put before it. */
export const parseSam = (text: string): ValueMap =>
  parseTemplateText(`Transform: AWS::Serverless-2016-10-31\n${text}`).value;

/** The beginning of a function: further properties may follow, and its two closing brackets must. */
export const fn =
  "Type: AWS::Serverless::Function, Properties: {Handler: index.handler, Runtime: nodejs22.x, CodeUri: 's3://b/k'";
