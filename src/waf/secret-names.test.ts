import assert from "node:assert/strict";
import { test } from "node:test";
import { findSecretMention, isSecretName, tellableName } from "./secret-names.ts";

const SECRET = [
  ...[
    "password",
    "new_passwd",
    "Passphrase",
    "userPwd",
    "pw",
    "x-pw",
    "pin",
    "userPin",
    "card.pin",
    "PIN1",
    "otp",
  ],
  ...["otpCode", "mfa", "totp", "cvv", "cvv2", "cardCvc", "ssn", "pan", "iban", "cardNumber", "passport_no"],
  ...[
    "token",
    "csrf-token",
    "xsrf",
    "jwt",
    "dpop",
    "x-amzn-oidc-data",
    "x-amz-security-token",
    "SAMLResponse",
  ],
  ...[
    "apikey",
    "X-Api-Key",
    "/user/accessKey",
    "privateKey",
    "key",
    "sig",
    "sid",
    "PHPSESSID",
    "JSESSIONID",
    "state",
  ],
  ...["user[pass]", "connectionString", "client_secret", "x-auth", "creds", "nonce", "code"],
  ...["p%61ssword", "pass%252577ord", "p\\u0061ssword"],
];
const PLAIN = [
  ...[
    "shipping",
    "spinner",
    "keyboard",
    "monkey",
    "encode",
    "postcode",
    "statement",
    "design",
    "hotpot",
    "company",
  ],
  ...[
    "author",
    "span",
    "pantry",
    "tantrum",
    "lesson",
    "assign",
    "compass",
    "comment",
    "q",
    "/items/0/name",
    "opinion",
  ],
];

test("a name is a secret's by its words, and not by what other words hold by chance", () => {
  for (const name of SECRET) assert.ok(isSecretName(name), name);
  for (const name of PLAIN) assert.ok(!isSecretName(name), name);
});

/** Texts, whether they give a value to a secret's name, and whether such a name is itself a value in them. */
const TEXTS: readonly (readonly [string, given: boolean, named: boolean])[] = [
  ["user=ann&password=x", true, false],
  ['{"password": "x"}', true, false],
  ['{"a":"{\\"password\\":\\"x\\"}"}', true, false],
  ['{"a":"{\\"b\\":\\"{\\\\\\"password\\\\\\":\\\\\\"x\\\\\\"}\\"}"}', true, false],
  ["<password>x</password>", true, false],
  ['form-data; name="pin"\r\n\r\n1234', true, true],
  ["password%3Dx", true, false],
  ["%70%61ssword=x", true, false],
  ["pAsSwOrD=x", true, false],
  ['{"\\u0070assword":"x"}', true, false],
  ['{\0"\0p\0w\0"\0:\0"\0x\0"\0}\0', true, false],
  ["/reset/token/x", true, false],
  ["a curl token x", true, false],
  ["login(pw: 1)", true, false],
  ["http://ann:x@example.com/", true, false],
  ["http%3A%2F%2Fann%3Ax%40example.com", true, false],
  ["bearer eyJhbGciOiJIUzI1NiJ9.e30.x", true, false],
  ['{"name":"password","value":"x"}', false, true],
  ["name=password&value=x", false, true],
  ["value=x&name=password", false, true],
  ["name=new_password&value=x", false, true],
  ["<n>password</n><v>x</v>", false, true],
  ['["login","password","x"]', false, true],
  ["login(password:$p)", true, true],
  ["1' UNION SELECT user, password FROM users--", false, false],
  ["1' UNION SELECT password from users--", false, false],
  ["the keyboard: shipping=free; encode: yes", false, false],
  ["https://example.com/a?b=c", false, false],
  ["https://unpkg.com/@scope/package", false, false],
  ["mail ann@example.com", false, false],
];
for (const [text, given, named] of TEXTS) {
  test(`what a text tells of secrets: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(findSecretMention(text), { given, named });
  });
}

test("of a hidden name, the common words are told alone", () => {
  assert.equal(tellableName("x-amz-security-token"), "x-amz-security-token");
  assert.equal(tellableName("/user/hunter2/newPassword"), "/user/…/newPassword");
  assert.equal(tellableName("tokenS3CRET' or 1=1"), "…");
  assert.ok(tellableName("a-".repeat(5000)).length <= 64);
});

test("a long text is looked through once, whatever it repeats: a step that is not linear would take minutes", () => {
  const length = 1024 * 1024;
  for (const unit of [
    "eyJ",
    "eyJaaaaaaaa",
    "token-",
    "aA",
    ":/",
    "0",
    "a/",
    "card_",
    "api-",
    "xoxb-",
    "\\",
    "pin ",
  ]) {
    const text = unit.repeat(length / unit.length);
    const { given } = findSecretMention(`${text}\u0001password=x`);
    assert.equal(given, true, unit);
    assert.equal(findSecretMention(`${text} @`).named, false, unit);
  }
});
