import type { NormalizedSchema } from "@smithy/core/schema";
import { assertThat } from "../../base/assert.ts";
import {
  parseBase64,
  parseBoolean,
  parseNumber,
  parseTimestamp,
  type TimestampFormat,
  timestampFormat,
} from "./scalars.ts";

/** Reads the text of one simple value: a header, a form parameter, the content of an XML element. */
export type ReadText = (text: string) => unknown;

/** The reader of a simple schema's text; `fallback` is how timestamps are spelled in that place. */
export function textReader(schema: NormalizedSchema, fallback: TimestampFormat): ReadText {
  if (schema.isStringSchema()) return (text) => text;
  if (schema.isBooleanSchema()) return parseBoolean;
  if (schema.isNumericSchema()) return parseNumber;
  if (schema.isBlobSchema()) return parseBase64;
  assertThat(schema.isTimestampSchema(), `No text form for ${schema.getName(true)}.`);
  const format = timestampFormat(schema.getSchema(), fallback);
  return (text) => parseTimestamp(text, format);
}
