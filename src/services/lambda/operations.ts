import type { AnyOperation } from "../operation.ts";
import { getAccountSettings } from "./account/get-account-settings.ts";
import { createAlias } from "./aliases/create-alias.ts";
import { deleteAlias } from "./aliases/delete-alias.ts";
import { getAlias } from "./aliases/get-alias.ts";
import { listAliases } from "./aliases/list-aliases.ts";
import { updateAlias } from "./aliases/update-alias.ts";
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from "./concurrency/function-concurrency.ts";
import { createFunction } from "./functions/create-function.ts";
import { deleteFunction } from "./functions/delete-function.ts";
import {
  getFunctionCodeSigningConfig,
  getFunctionRecursionConfig,
  getRuntimeManagementConfig,
} from "./functions/fixed-settings.ts";
import { getFunction } from "./functions/get-function.ts";
import { getFunctionConfiguration } from "./functions/get-function-configuration.ts";
import { listFunctions } from "./functions/list-functions.ts";
import { updateFunctionCode } from "./functions/update-function-code.ts";
import { updateFunctionConfiguration } from "./functions/update-function-configuration.ts";
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from "./invocation/event-invoke-config.ts";
import { invoke } from "./invocation/invoke.ts";
import { invokeWithResponseStream } from "./invocation/invoke-with-response-stream.ts";
import { deleteLayerVersion } from "./layers/delete-layer-version.ts";
import { getLayerVersion, getLayerVersionByArn } from "./layers/get-layer-version.ts";
import {
  addLayerVersionPermission,
  getLayerVersionPolicy,
  removeLayerVersionPermission,
} from "./layers/layer-permissions.ts";
import { listLayers, listLayerVersions } from "./layers/list-layers.ts";
import { publishLayerVersion } from "./layers/publish-layer-version.ts";
import { addPermission } from "./permissions/add-permission.ts";
import { getPolicy } from "./permissions/get-policy.ts";
import { removePermission } from "./permissions/remove-permission.ts";
import { listTags, tagResource, untagResource } from "./tags/tag-operations.ts";
import { listVersionsByFunction } from "./versions/list-versions-by-function.ts";
import { publishVersion } from "./versions/publish-version.ts";

/** Everything that this service does. What the model has besides is answered as not implemented. */
export const operations: readonly AnyOperation[] = [
  createFunction,
  updateFunctionCode,
  updateFunctionConfiguration,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  deleteFunction,
  getFunctionCodeSigningConfig,
  getFunctionRecursionConfig,
  getRuntimeManagementConfig,
  publishVersion,
  listVersionsByFunction,
  createAlias,
  updateAlias,
  getAlias,
  listAliases,
  deleteAlias,
  addPermission,
  removePermission,
  getPolicy,
  putFunctionConcurrency,
  getFunctionConcurrency,
  deleteFunctionConcurrency,
  publishLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayers,
  listLayerVersions,
  deleteLayerVersion,
  addLayerVersionPermission,
  removeLayerVersionPermission,
  getLayerVersionPolicy,
  invoke,
  invokeWithResponseStream,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  listFunctionEventInvokeConfigs,
  deleteFunctionEventInvokeConfig,
  tagResource,
  untagResource,
  listTags,
  getAccountSettings,
];
