/** A token is not accepted. The message is for the operator and holds nothing of the token. */
export class TokenRefused extends Error {
  name = "TokenRefused";
}
