import type { StsCall } from "./dependencies.ts";
import { accessDenied } from "./errors.ts";

/** The members by which a call brings a second factor along. */
interface SecondFactorInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** Whether the call brought a second factor, which is then known to be right. Throws `AccessDenied` when it is not. */
export async function checkSecondFactor(
  { SerialNumber, TokenCode }: SecondFactorInput,
  { principal, deps }: StsCall,
): Promise<boolean> {
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  if (SerialNumber === undefined || TokenCode === undefined) {
    throw accessDenied(
      "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    );
  }
  await deps.iam.verifyMfa(principal, SerialNumber, TokenCode);
  return true;
}
