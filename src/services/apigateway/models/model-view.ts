import type { Model } from "@aws-sdk/client-api-gateway";
import type { ModelRecord } from "../state/api-record.ts";

/** A model as AWS shows it. */
export const modelView = ({ id, name, description, schema, contentType }: ModelRecord): Model => ({
  id,
  name,
  description,
  schema,
  contentType,
});
