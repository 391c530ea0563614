import type {
  CreateSAMLProviderRequest,
  CreateSAMLProviderResponse,
  DeleteSAMLProviderRequest,
  UpdateSAMLProviderRequest,
  UpdateSAMLProviderResponse,
} from "@aws-sdk/client-iam";
import type { IamCheck } from "../../operation.ts";
import { type IamCall, type IamOperation, writes } from "../dependencies.ts";
import { alreadyExists } from "../errors.ts";
import { entityArn, iamCheck, requestTagKeys, resourceTagKeys, tagRecords } from "../permissions.ts";
import { checkTags, requireRoom } from "../quotas.ts";
import type { SamlProviderRecord } from "../records.ts";
import { readMetadata } from "./metadata.ts";
import { requireSamlProvider } from "./require-provider.ts";

/** A permission on a provider, with the keys about its tags. */
export const samlProviderCheck = (call: IamCall, action: string, arn: string): IamCheck =>
  iamCheck(call, action, arn, resourceTagKeys(call, "saml-provider", arn));

/** Encrypted assertions are not read. */
const refuses = [
  { member: "AssertionEncryptionMode", accepts: ["Allowed"] },
  { member: "AddPrivateKey" },
  { member: "RemovePrivateKey" },
] as const;

/** Makes a provider known to the account. Which of its users may do what, its assertions and trust policies say. */
export const createSamlProvider: IamOperation<CreateSAMLProviderRequest, CreateSAMLProviderResponse> = {
  name: "CreateSAMLProvider",
  permits: ({ Name, Tags }, call) => [
    iamCheck(call, "CreateSAMLProvider", entityArn(call, "saml-provider", Name), requestTagKeys(Tags)),
  ],
  audit: { ...writes, redact: ["AddPrivateKey"] },
  refuses,
  handle: ({ Name: name, SAMLMetadataDocument: document, Tags }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      if (change.account.find("saml-provider", name)) {
        throw alreadyExists(`SAMLProvider ${name} already exists.`);
      }
      requireRoom("SAMLProviders", change.account.count("saml-provider"));
      const provider: SamlProviderRecord = {
        arn: entityArn(call, "saml-provider", name),
        name,
        document,
        metadata: readMetadata(document),
        createdAtMs: call.nowMs,
        tags: checkTags(tagRecords(Tags)),
      };
      change.put("saml-provider", name, provider);
      const tags = provider.tags.length > 0 ? { Tags: [...provider.tags] } : {};
      return { SAMLProviderArn: provider.arn, ...tags };
    }),
};

/** Replaces the metadata, as when the provider's keys change. */
export const updateSamlProvider: IamOperation<UpdateSAMLProviderRequest, UpdateSAMLProviderResponse> = {
  name: "UpdateSAMLProvider",
  permits: ({ SAMLProviderArn }, call) => [samlProviderCheck(call, "UpdateSAMLProvider", SAMLProviderArn)],
  audit: { ...writes, redact: ["AddPrivateKey"] },
  refuses,
  handle: ({ SAMLProviderArn, SAMLMetadataDocument: document }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      const provider = requireSamlProvider(change.account, SAMLProviderArn);
      const replaced = document === undefined ? {} : { document, metadata: readMetadata(document) };
      change.put("saml-provider", provider.name, { ...provider, ...replaced });
      return { SAMLProviderArn };
    }),
};

/** Its assertions open nothing any more. Sessions that were made with them stay. */
export const deleteSamlProvider: IamOperation<DeleteSAMLProviderRequest, object> = {
  name: "DeleteSAMLProvider",
  permits: ({ SAMLProviderArn }, call) => [samlProviderCheck(call, "DeleteSAMLProvider", SAMLProviderArn)],
  audit: writes,
  handle: ({ SAMLProviderArn }, call) =>
    call.deps.records.change(call.accountId, (change) => {
      change.delete("saml-provider", requireSamlProvider(change.account, SAMLProviderArn).name);
      return {};
    }),
};
