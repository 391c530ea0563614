import { badRequest, notBuilt } from "../api-errors.ts";
import type { StringMap } from "../string-map.ts";

/** What the query string of an import asks for, next to the document. */
export interface ImportParameters {
  readonly basePathMode?: string;
  readonly endpointTypes?: readonly string[];
}

/** Reads `basepath`, `endpointConfigurationTypes` and `ignore`. Any other parameter would be passed over, so is refused. */
export function parseImportParameters(parameters: StringMap = {}): ImportParameters {
  const read: { basePathMode?: string; endpointTypes?: string[] } = {};
  for (const [name, value] of Object.entries(parameters)) {
    switch (name) {
      case "basepath":
      case "basePath":
        read.basePathMode = value;
        break;
      case "endpointConfigurationTypes":
        read.endpointTypes = value.split(",");
        break;
      case "ignore":
        // Documentation parts are not imported anyway.
        if (value !== "documentation") throw badRequest(`Invalid ignore specified: ${value}`);
        break;
      default:
        throw notBuilt(`parameters.${name}`);
    }
  }
  return read;
}
