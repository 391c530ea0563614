import type {
  GetMFADeviceRequest,
  GetMFADeviceResponse,
  ListMFADevicesRequest,
  ListMFADevicesResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { pageOf } from "../paging.ts";
import { entityCheck } from "../permissions.ts";
import { accountOf, requireUser, requireUserName } from "../require-entity.ts";
import { wireDate } from "../views.ts";
import { devicesOf, requireDeviceOf } from "./mfa-device.ts";

export const listMfaDevices: IamOperation<ListMFADevicesRequest, ListMFADevicesResponse> = {
  name: "ListMFADevices",
  permits: ({ UserName }, call) => [
    entityCheck(call, "ListMFADevices", "user", requireUserName(call, UserName)),
  ],
  audit: reads,
  handle: (input, call) => {
    const user = requireUser(call, input.UserName);
    const { items, ...page } = pageOf(devicesOf(accountOf(call), user.uniqueId), input, ({ name }) =>
      name.toLowerCase(),
    );
    const MFADevices = items.map(({ serialNumber, enabledAtMs = 0 }) => ({
      UserName: user.name,
      SerialNumber: serialNumber,
      EnableDate: wireDate(enabledAtMs),
    }));
    return { MFADevices, ...page };
  },
};

export const getMfaDevice: IamOperation<GetMFADeviceRequest, GetMFADeviceResponse> = {
  name: "GetMFADevice",
  permits: ({ UserName }, call) => [
    entityCheck(call, "GetMFADevice", "user", requireUserName(call, UserName)),
  ],
  audit: reads,
  handle: ({ SerialNumber, UserName }, call) => {
    const user = requireUser(call, UserName);
    const { enabledAtMs = 0 } = requireDeviceOf(accountOf(call), SerialNumber, user.uniqueId);
    return { UserName: user.name, SerialNumber, EnableDate: wireDate(enabledAtMs) };
  },
};
