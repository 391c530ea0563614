import { parseTemplateText } from "../template/parse-text.ts";
import type { ValueMap } from "../template/value.ts";

/** Parses the template, its transform put before it. */
export const parseSam = (text: string): ValueMap =>
  parseTemplateText(`Transform: AWS::Serverless-2016-10-31\n${text}`).value;

/** A function as far as a local one goes; properties and two closing brackets may follow. */
export const fn =
  "Type: AWS::Serverless::Function, Properties: {Handler: index.handler, Runtime: nodejs22.x, CodeUri: 's3://b/k'";
