import type { Service } from "../operation.ts";
import {
  associateWebAcl,
  disassociateWebAcl,
  getWebAclForResource,
  listResourcesForWebAcl,
} from "./associations.ts";
import type { WafDeps } from "./dependencies.ts";
import { createWebAcl, deleteWebAcl, getWebAcl, listWebAcls, updateWebAcl } from "./web-acls.ts";

const operations = [
  ...[createWebAcl, getWebAcl, updateWebAcl, deleteWebAcl, listWebAcls],
  ...[associateWebAcl, disassociateWebAcl, getWebAclForResource, listResourcesForWebAcl],
];

/** AWS WAF: web ACLs and what their rules refer to, for the stages of REST APIs. */
export const createWafService = (deps: WafDeps): Service => ({
  id: "wafv2",
  deps,
  operations,
  stop: async () => deps.records.close(),
});
