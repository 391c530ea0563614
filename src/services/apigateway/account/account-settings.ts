import type { Account } from "@aws-sdk/client-api-gateway";
import type { ResourceKey } from "../../../store/resource-store.ts";
import type { ApiCall } from "../dependencies.ts";

/** What an account set for a region. */
export interface AccountRecord {
  cloudwatchRoleArn?: string;
}

export const accountKey = ({ accountId, region }: Pick<ApiCall, "accountId" | "region">): ResourceKey => ({
  service: "apigateway",
  type: "account",
  accountId,
  region,
  id: "account",
});

/** `throttleSettings` is left out: there is no account-wide throttle yet, and a number here would claim one. */
export const accountView = ({ cloudwatchRoleArn }: AccountRecord): Account => ({
  cloudwatchRoleArn,
  features: [],
  apiKeyVersion: "4",
});
