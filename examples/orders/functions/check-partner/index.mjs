import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text) => createHash("sha256").update(text).digest();
const expected = digest(`Bearer ${process.env.PARTNER_TOKEN}`);

/** A Lambda authorizer: who bears the partner's token may read the catalogue. */
export async function handler({ authorizationToken, methodArn }) {
  // Compared in constant time: a caller may send any number of guesses.
  if (!timingSafeEqual(digest(authorizationToken), expected)) throw new Error("Unauthorized");
  // arn:aws:execute-api:us-east-1:000000000000:api/stage/GET/catalogue
  const [api, stage] = methodArn.split("/");
  const Resource = `${api}/${stage}/GET/catalogue`;
  const Statement = [{ Sid: "ReadCatalogue", Effect: "Allow", Action: "execute-api:Invoke", Resource }];
  return { principalId: "partner", policyDocument: { Version: "2012-10-17", Statement } };
}
