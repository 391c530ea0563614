import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HttpSyntaxError, RequestReader } from "./request-reader.ts";

/** Reads `pieces` and tells what was heard, one text an event. */
function read(...pieces: readonly (string | Buffer)[]): string[] {
  const heard: string[] = [];
  const reader = new RequestReader({
    head: ({ method, path, headers }) => void heard.push(`${method} ${path} ${headers.size}`),
    body: (piece) => void heard.push(`body ${piece.toString("latin1")}`),
    end: (trailers) => void heard.push(`end ${[...trailers].join(" ")}`.trim()),
  });
  for (const piece of pieces) reader.push(Buffer.from(piece as string, "latin1"));
  return heard;
}

/** The same with the body's pieces put together, since where they are cut says nothing. */
const joined = (heard: readonly string[]): string => heard.join("|").replaceAll("|body ", "");

describe("reading requests", () => {
  const accepted: readonly (readonly [name: string, text: string, heard: string[]])[] = [
    ["no body", "GET /next HTTP/1.1\r\nHost: x\r\n\r\n", ["GET /next 1", "end"]],
    [
      "a body of known length",
      "POST /r HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
      ["POST /r 1", "body abc", "end"],
    ],
    [
      "a chunked body",
      "POST /r HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
      ["POST /r 1", "body ab", "body c", "end"],
    ],
    [
      "trailers",
      "POST /r HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Error: no\r\n\r\n",
      ["POST /r 1", "end x-error,no"],
    ],
    [
      "two requests at once",
      "POST /r HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /next HTTP/1.1\r\n\r\n",
      ["POST /r 1", "body a", "end", "GET /next 0", "end"],
    ],
  ];
  for (const [name, text, heard] of accepted) {
    it(`takes ${name}`, () => assert.deepEqual(read(text), heard));
    it(`takes ${name}, however it is cut`, () => {
      fc.assert(
        fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
          const places = [0, ...cuts.sort((a, b) => a - b), text.length];
          const pieces = places.slice(1).map((end, at) => text.slice(places[at], end));
          assert.equal(joined(read(...pieces)), joined(heard));
        }),
      );
    });
  }

  const refused: readonly (readonly [name: string, text: string])[] = [
    ["two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a repeated length", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"],
    ["a signed length", "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n"],
    ["an unknown coding", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"],
    ["bare line feeds", `GET / HTTP/1.1\nHost: x\n\n${" ".repeat(17_000)}`],
    ["a folded line", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"],
    ["a space before the colon", "GET / HTTP/1.1\r\nA : b\r\n\r\n"],
    ["HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"],
    ["an absolute target", "GET http://x/ HTTP/1.1\r\n\r\n"],
    ["a chunk extension", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n"],
    ["a chunk size that is none", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n"],
    ["a chunk that runs over", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n"],
    ["an endless head", `GET / HTTP/1.1\r\nA: ${"b".repeat(17_000)}`],
    ["an endless chunk size", `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${"1".repeat(17)}`],
    [
      "endless trailers",
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ${"b".repeat(140_000)}`,
    ],
    ["a request line of four words", "GET / x HTTP/1.1\r\n\r\n"],
    ["a fourth word after the version", "GET / HTTP/1.1 x\r\n\r\n"],
    ["a method that is no token", "G(T / HTTP/1.1\r\n\r\n"],
    ["no method", " / HTTP/1.1\r\n\r\n"],
    [
      "a repeated coding",
      "POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a length of thirteen digits", "POST / HTTP/1.1\r\nContent-Length: 0000000000001\r\n\r\n"],
    ["a chunk size of nine digits", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n000000001\r\n"],
    [
      "a chunk that goes on where it should end",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz0\r\n\r\n",
    ],
    ["a head over 16 KB that ends", `GET / HTTP/1.1\r\nA: ${"b".repeat(17_000)}\r\n\r\n`],
    [
      "trailers over 128 KB that end",
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ${"b".repeat(140_000)}\r\n\r\n`,
    ],
    ["a null in a value", "GET / HTTP/1.1\r\nA: b\0\r\n\r\n"],
  ];
  for (const [name, text] of refused)
    it(`refuses ${name}`, () => assert.throws(() => read(text), HttpSyntaxError));

  it("throws nothing but its own error, whatever comes", () => {
    const token = fc.constantFrom(
      "GET ",
      "POST / HTTP/1.1",
      "\r\n",
      "\n",
      "Content-Length: ",
      "Transfer-Encoding: chunked",
      "0",
      "5",
      ":",
      " ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(token, fc.string()), { maxLength: 20 }), (parts) => {
        try {
          read(...parts);
        } catch (error) {
          assert.ok(error instanceof HttpSyntaxError);
        }
      }),
    );
  });
});
