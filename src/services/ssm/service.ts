import type { Service } from "../operation.ts";
import { deleteParameter } from "./delete-parameter.ts";
import { deleteParameters } from "./delete-parameters.ts";
import type { SsmDeps } from "./dependencies.ts";
import { describeParameters } from "./describe-parameters.ts";
import { getParameter } from "./get-parameter.ts";
import { getParameterHistory } from "./get-parameter-history.ts";
import { getParameters } from "./get-parameters.ts";
import { getParametersByPath } from "./get-parameters-by-path.ts";
import { putParameter } from "./put-parameter.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./tag-operations.ts";

/** Systems Manager's Parameter Store: plain parameters with versions and tags. */
export const createSsmService = (deps: SsmDeps): Service => ({
  id: "ssm",
  deps,
  operations: [
    putParameter,
    getParameter,
    getParameters,
    getParametersByPath,
    getParameterHistory,
    describeParameters,
    deleteParameter,
    deleteParameters,
    addTagsToResource,
    removeTagsFromResource,
    listTagsForResource,
  ],
});
