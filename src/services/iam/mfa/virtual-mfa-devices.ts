import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
  DeleteVirtualMFADeviceRequest,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads, writes } from "../dependencies.ts";
import { alreadyExists, deleteConflict } from "../errors.ts";
import { pageOf } from "../paging.ts";
import { iamCheck, requestTagKeys, tagRecords } from "../permissions.ts";
import { checkTags } from "../quotas.ts";
import type { MfaDeviceRecord } from "../records.ts";
import { accountOf } from "../require-entity.ts";
import { userSummary, wireDate } from "../views.ts";
import { encodeBase32 } from "./base32.ts";
import { requireDevice, sealSeed, serialNumberOf } from "./mfa-device.ts";

const SEED_BYTES = 40;

/** Makes a device whose seed is shown in this answer and never again. It counts for nothing until it is enabled. */
export const createVirtualMfaDevice: IamOperation<
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse
> = {
  name: "CreateVirtualMFADevice",
  permits: ({ VirtualMFADeviceName, Path, Tags }, call) => [
    iamCheck(
      call,
      "CreateVirtualMFADevice",
      serialNumberOf(call, VirtualMFADeviceName, Path),
      requestTagKeys(Tags),
    ),
  ],
  audit: writes,
  handle: ({ VirtualMFADeviceName: name, Path, Tags }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      if (change.account.find("mfa-device", name)) {
        throw alreadyExists("MFADevice entity at the same path and name already exists.");
      }
      const { random, vault } = call.deps;
      const serialNumber = serialNumberOf(call, name, Path);
      const seed = random.bytes(SEED_BYTES);
      const device: MfaDeviceRecord = {
        serialNumber,
        name,
        sealedSeed: sealSeed(vault, seed, call.accountId, serialNumber),
        lastStep: 0,
        tags: checkTags(tagRecords(Tags)),
      };
      change.put("mfa-device", name, device);
      const Base32StringSeed = Buffer.from(encodeBase32(seed));
      const tags = device.tags.length > 0 ? { Tags: [...device.tags] } : {};
      return { VirtualMFADevice: { SerialNumber: serialNumber, Base32StringSeed, ...tags } };
    }),
};

export const listVirtualMfaDevices: IamOperation<
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse
> = {
  name: "ListVirtualMFADevices",
  permits: (_input, call) => [iamCheck(call, "ListVirtualMFADevices", serialNumberOf(call, ""))],
  audit: reads,
  handle: (input, call) => {
    const { AssignmentStatus: status = "Any" } = input;
    const account = accountOf(call);
    const found = account
      .all("mfa-device")
      .filter(({ ownerId }) => status === "Any" || (ownerId !== undefined) === (status === "Assigned"));
    const { items, ...page } = pageOf(found, input, ({ name }) => name.toLowerCase());
    const VirtualMFADevices = items.map(({ serialNumber, ownerId, enabledAtMs }) => {
      const user = ownerId === undefined ? undefined : account.findById("user", ownerId);
      return {
        SerialNumber: serialNumber,
        ...(user && { User: userSummary(user) }),
        ...(enabledAtMs !== undefined && { EnableDate: wireDate(enabledAtMs) }),
      };
    });
    return { VirtualMFADevices, ...page };
  },
};

export const deleteVirtualMfaDevice: IamOperation<DeleteVirtualMFADeviceRequest, object> = {
  name: "DeleteVirtualMFADevice",
  permits: ({ SerialNumber }, call) => [iamCheck(call, "DeleteVirtualMFADevice", SerialNumber)],
  audit: writes,
  handle: ({ SerialNumber }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const device = requireDevice(change.account, SerialNumber);
      if (device.ownerId !== undefined)
        throw deleteConflict("MFA VirtualDevice in use. Must deactivate first.");
      change.delete("mfa-device", device.name);
      return {};
    }),
};
