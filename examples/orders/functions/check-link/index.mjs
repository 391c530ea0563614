import { createHmac, timingSafeEqual } from "node:crypto";

const sign = (text) => createHmac("sha256", process.env.LINK_KEY).update(text).digest();

/** A request authorizer: a link whose query says until when it is good, and carries a signature over that. */
export async function handler({ path, queryStringParameters, methodArn }) {
  const { expires, signature } = queryStringParameters;
  const given = Buffer.from(signature, "base64url");
  const expected = sign(`${path}?expires=${expires}`);
  // Compared in constant time: a caller may send any number of guesses.
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error("Unauthorized");
  const Effect = Number(expires) * 1000 > Date.now() ? "Allow" : "Deny";
  const Statement = [{ Sid: "UntilItExpires", Effect, Action: "execute-api:Invoke", Resource: methodArn }];
  return { principalId: "link", policyDocument: { Version: "2012-10-17", Statement } };
}
