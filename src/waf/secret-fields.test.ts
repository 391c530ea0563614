import assert from "node:assert/strict";
import { test } from "node:test";
import { sketchRequest } from "./request.fixture.ts";
import { SecretFields } from "./secret-fields.ts";

/** Whether a match in the body's field `q` may hold a secret, of a multipart body with this part. */
function mayHold(encoding: string, content: string): boolean {
  const { input } = sketchRequest({
    method: "POST",
    headers: [["content-type", "multipart/form-data; boundary=B"]],
    body: `--B\r\nContent-Disposition: form-data; name="q"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${content}\r\n--B--\r\n`,
  });
  const match = {
    conditionType: "SQL_INJECTION",
    location: "BODY" as const,
    fieldName: "q",
    matchedData: [],
  };
  return new SecretFields(input).mayHold(match);
}

test("what a part says once it is decoded may be a secret as well", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  assert.equal(mayHold("base64", base64("password=hunter2' or 'a'='a")), true);
  assert.equal(mayHold("base64", base64("note=hunter2' or 'a'='a")), false);
  assert.equal(mayHold("8bit", "password=hunter2' or 'a'='a"), true);
});

test("headers that carry credentials, certificates or addresses are secret whatever they hold", () => {
  const secret = ["Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key", "Referer"];
  for (const name of [...secret, "X-Amz-Security-Token", "X-Forwarded-Client-Cert"]) {
    const { input } = sketchRequest({ headers: [[name, "plain"]] });
    const location = "HEADER" as const;
    assert.equal(new SecretFields(input).mayHold({ location, fieldName: name.toLowerCase() }), true, name);
  }
  const { input } = sketchRequest({ headers: [["X-Note", "plain"]] });
  assert.equal(new SecretFields(input).mayHold({ location: "HEADER", fieldName: "x-note" }), false);
  assert.equal(new SecretFields(input).mayHold({ location: "HEADER" }), true, "any header");
});

test("a fragment is secret where it gives a secret", () => {
  const mayHoldFragment = (uriFragment: string) => {
    const input = { ...sketchRequest({}).input, uriFragment };
    return new SecretFields(input).mayHold({ location: "FRAGMENT" });
  };
  assert.deepEqual([mayHoldFragment("access_token=x"), mayHoldFragment("top")], [true, false]);
});
