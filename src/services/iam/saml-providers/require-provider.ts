import type { AccountRecords } from "../account-records.ts";
import { noSuchEntity } from "../errors.ts";
import { nameInArn } from "../permissions.ts";
import type { SamlProviderRecord } from "../records.ts";

/** A provider of the account by its ARN. */
export function findSamlProvider(account: AccountRecords, arn: string): SamlProviderRecord | undefined {
  const provider = account.find("saml-provider", nameInArn("saml-provider", arn));
  return provider?.arn === arn ? provider : undefined;
}

/** As {@link findSamlProvider}. Throws `NoSuchEntity`. */
export function requireSamlProvider(account: AccountRecords, arn: string): SamlProviderRecord {
  const provider = findSamlProvider(account, arn);
  if (!provider) throw noSuchEntity(`Manifest not found for arn ${arn}`);
  return provider;
}
