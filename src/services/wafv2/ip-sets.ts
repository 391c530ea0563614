import type {
  CreateIPSetRequest,
  CreateIPSetResponse,
  DeleteIPSetRequest,
  GetIPSetRequest,
  GetIPSetResponse,
  IPAddressVersion,
  ListIPSetsRequest,
  ListIPSetsResponse,
  UpdateIPSetRequest,
  UpdateIPSetResponse,
} from "@aws-sdk/client-wafv2";
import { parseCidr } from "../../waf/addresses/ip-address.ts";
import { READ, type WafOperation, WRITE } from "./dependencies.ts";
import {
  createEntity,
  deleteEntity,
  entityCheck,
  listEntities,
  requireEntity,
  summaryOf,
  updateEntity,
} from "./entities.ts";
import { scopeCheck } from "./input-checks.ts";
import { requireUnreferenced } from "./references.ts";
import { invalidParameter, limitExceeded } from "./waf-errors.ts";

/** Most ranges of one IP set. Source: AWS WAF quotas. */
const ADDRESSES_MAX = 10_000;

export const createIpSet: WafOperation<CreateIPSetRequest, CreateIPSetResponse> = {
  name: "CreateIPSet",
  permits: entityCheck("CreateIPSet", "ipset"),
  audit: WRITE,
  checks: [
    scopeCheck,
    {
      member: "Addresses",
      apply: ({ Addresses, IPAddressVersion }) => checkAddresses(Addresses, IPAddressVersion),
    },
  ],
  handle: async (input, call) => {
    const { Addresses, IPAddressVersion: version } = input;
    const record = await createEntity(call, "ipset", input, (base) => ({
      ...base,
      version,
      addresses: Addresses,
    }));
    return { Summary: summaryOf(record) };
  },
};

export const getIpSet: WafOperation<GetIPSetRequest, GetIPSetResponse> = {
  name: "GetIPSet",
  permits: entityCheck("GetIPSet", "ipset"),
  audit: READ,
  handle: (input, call) => {
    const record = requireEntity(call, "ipset", input);
    const { id, name, arn, lockToken, description = "", version, addresses } = record;
    return {
      IPSet: {
        ...{ Name: name, Id: id, ARN: arn, Description: description },
        ...{ IPAddressVersion: version, Addresses: [...addresses] },
      },
      LockToken: lockToken,
    };
  },
};

export const updateIpSet: WafOperation<UpdateIPSetRequest, UpdateIPSetResponse> = {
  name: "UpdateIPSet",
  permits: entityCheck("UpdateIPSet", "ipset"),
  audit: WRITE,
  handle: (input, call) =>
    updateEntity(call, "ipset", input, (base, { version }) => {
      checkAddresses(input.Addresses, version);
      return { ...base, version, addresses: input.Addresses };
    }),
};

export const deleteIpSet: WafOperation<DeleteIPSetRequest, object> = {
  name: "DeleteIPSet",
  permits: entityCheck("DeleteIPSet", "ipset"),
  audit: WRITE,
  handle: (input, call) =>
    deleteEntity(call, "ipset", input, ({ arn }) => requireUnreferenced(call.deps.records, arn)),
};

export const listIpSets: WafOperation<ListIPSetsRequest, ListIPSetsResponse> = {
  name: "ListIPSets",
  permits: entityCheck("ListIPSets", "ipset"),
  audit: READ,
  handle: (input, call) => {
    const { summaries: IPSets, ...marker } = listEntities(call, "ipset", input);
    return { IPSets, ...marker };
  },
};

function checkAddresses(addresses: readonly string[], version: IPAddressVersion): void {
  if (addresses.length > ADDRESSES_MAX) throw limitExceeded(`${ADDRESSES_MAX} ranges of an IP set`);
  for (const address of addresses) {
    const range = address.includes("/") ? parseCidr(address) : undefined;
    if (range && `IPV${range.version}` === version && !address.endsWith("/0")) continue;
    throw invalidParameter("IP_ADDRESS", address, `The address is not an ${version} range in CIDR notation.`);
  }
}
