import type { AccountRecords } from "../account-records.ts";
import { noSuchEntity } from "../errors.ts";
import { nameInArn } from "../permissions.ts";
import type { OidcProviderRecord } from "../records.ts";

/** A provider of the account by its ARN. Throws `NoSuchEntity`. */
export function requireOidcProvider(account: AccountRecords, arn: string): OidcProviderRecord {
  const provider = account.find("oidc-provider", nameInArn("oidc-provider", arn));
  if (provider?.arn !== arn) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return provider;
}
