import { shortId } from "../../../base/ids.ts";
import type { Random } from "../../../base/random.ts";
import type { ModelRecord } from "../state/api-record.ts";
import type { StringMap } from "../string-map.ts";

const DRAFT_4 = "http://json-schema.org/draft-04/schema#";

/** The two models that every new API has on AWS. */
export const defaultModels = (random: Random): StringMap<ModelRecord> => ({
  Empty: {
    id: shortId(random, 6),
    name: "Empty",
    description: "This is a default empty schema model",
    contentType: "application/json",
    schema: schemaText({ $schema: DRAFT_4, title: "Empty Schema", type: "object" }),
  },
  Error: {
    id: shortId(random, 6),
    name: "Error",
    description: "This is a default error schema model",
    contentType: "application/json",
    schema: schemaText({
      $schema: DRAFT_4,
      title: "Error Schema",
      type: "object",
      properties: { message: { type: "string" } },
    }),
  },
});

const schemaText = (schema: object): string => JSON.stringify(schema, undefined, 2);
