import type {
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
} from "@aws-sdk/client-iam";
import { type IamOperation, reads } from "../dependencies.ts";
import { entityCheck, iamCheck } from "../permissions.ts";
import { requireUser, requireUserName } from "../require-entity.ts";

/**
 * Lists of what cannot be made here: they are empty, and that is the truth. Tools ask for them before they delete a user
 * or take stock of an account.
 */

/** A list of things that belong to a user, who must exist. */
const listOfUser = <In extends { readonly UserName?: string | undefined }, Out extends object>(
  name: string,
  empty: Out,
): IamOperation<In, Out> => ({
  name,
  permits: (input, call) => [entityCheck(call, name, "user", requireUserName(call, (input as In).UserName))],
  audit: reads,
  handle: (input, call) => {
    requireUser(call, (input as In).UserName);
    return empty;
  },
});

const listOfAccount = <In extends object, Out extends object>(
  name: string,
  empty: Out,
): IamOperation<In, Out> => ({
  name,
  permits: (_input, call) => [iamCheck(call, name, "*")],
  audit: reads,
  handle: () => empty,
});

export const listSshPublicKeys = listOfUser<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>(
  "ListSSHPublicKeys",
  { SSHPublicKeys: [], IsTruncated: false },
);

export const listSigningCertificates = listOfUser<
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse
>("ListSigningCertificates", { Certificates: [], IsTruncated: false });

export const listServiceSpecificCredentials = listOfUser<
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse
>("ListServiceSpecificCredentials", { ServiceSpecificCredentials: [] });

export const listServerCertificates = listOfAccount<
  ListServerCertificatesRequest,
  ListServerCertificatesResponse
>("ListServerCertificates", { ServerCertificateMetadataList: [], IsTruncated: false });
