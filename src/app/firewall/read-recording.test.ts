import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { findRecording, readRecording } from "./read-recording.ts";
import type { Recorded } from "./recorded-request.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-recording-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let number = 0;
function fileOf(content: string | Buffer, name = `file-${++number}`): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function read(path: string): Promise<Recorded[]> {
  const found: Recorded[] = [];
  for await (const one of readRecording(findRecording(path), { clientIp: "192.0.2.9" })) found.push(one);
  return found;
}

/** Ids of requests, and in brackets where something was none; both below the test's folder. */
const told = (found: readonly Recorded[]): string[] =>
  found.map((one) =>
    (one.kind === "request" ? one.request.id : `[${one.place}: ${one.reason}]`).replaceAll(`${folder}/`, ""),
  );

const record = (requestId: string) => ({
  timestamp: 1,
  action: "ALLOW",
  terminatingRuleId: "Default_Action",
  httpRequest: { clientIp: "192.0.2.1", headers: [], uri: "/", args: "", httpMethod: "GET", requestId },
});
const line = (id: string) => JSON.stringify(record(id));
const har = (...urls: string[]) => ({
  log: { version: "1.2", entries: urls.map((url) => ({ request: { method: "GET", url, headers: [] } })) },
});

const MALFORMED_LIST = ["[file-9, entry 1: it is no JSON]", "[file-9, entry 2: it has no JSON object]"];
const FORMATS: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
  ["lines", `${line("a")}\n${line("b")}`, ["a", "b"]],
  ["lines of Windows, and empty ones", `\r\n${line("a")}\r\n\r\n${line("b")}\r\n`, ["a", "b"]],
  ["compressed lines", gzipSync(`${line("a")}\n`), ["a"]],
  ["several compressed parts", Buffer.concat([gzipSync(`${line("a")}\n`), gzipSync(line("b"))]), ["a", "b"]],
  [
    "what `aws logs filter-log-events` prints",
    JSON.stringify({ events: [{ message: line("a") }, { message: line("b") }] }, null, 4),
    ["a", "b"],
  ],
  ["the events of it alone", JSON.stringify([{ message: line("a") }, { message: line("b") }]), ["a", "b"]],
  ["the messages of it alone", JSON.stringify([line("a"), line("b")], null, 4), ["a", "b"]],
  ["the messages of it as text", `${line("a")}\t${line("b")}\n`, ["a", "b"]],
  ["a list of other things", '["\\x", "noise"]', MALFORMED_LIST],
  [
    "an archive",
    JSON.stringify(har("https://a.b/1", "https://a.b/2")),
    ["file-10 entry 1", "file-10 entry 2"],
  ],
  ["a request as text", "GET /prod HTTP/1.1\nHost: a\n\n", ["file-11"]],
  ["nothing", "", []],
];
for (const [name, content, expected] of FORMATS) {
  test(`reads ${name}`, async () => assert.deepEqual(told(await read(fileOf(content))), expected));
}

test("what is malformed is told with its line, and the rest is read", async () => {
  const file = fileOf(`${line("a")}\n{"half": \n${line("b")}\nnoise\n`, "waf.log");
  assert.deepEqual(told(await read(file)), [
    "a",
    "[waf.log, line 2: it is no JSON]",
    "b",
    "[waf.log, line 4: it has no JSON object]",
  ]);
});

test("a file named as a request that is none is told of as a request", async () => {
  const [only] = told(await read(fileOf("GET /a b HTTP/1.1\n", "spaced.http")));
  assert.match(
    only ?? "",
    /^\[spaced\.http, line 1: it must be METHOD PATH HTTP\/1\.1, .* is written %20\]$/,
  );
});

test("an archive that is cut short, and one with a bad entry", async () => {
  const text = JSON.stringify(har("https://a.b/1", "ftp://a.b/2", "https://a.b/3"));
  const file = fileOf(text.slice(0, -20), "cut.har");
  assert.deepEqual(told(await read(file)), [
    "cut.har entry 1",
    "[cut.har, entry 2: its address is not one of http or https]",
    "[cut.har, after entry 3: the file is cut short]",
  ]);
});

test("of a damaged compressed file, what came before the damage is read", async () => {
  const whole = gzipSync(`${line("a")}\n${"x".repeat(10)}\n`);
  const file = fileOf(whole.subarray(0, -6), "cut.gz");
  const found = told(await read(file));
  assert.deepEqual(found.at(-1), "[cut.gz: the rest of the file cannot be decompressed]");
  assert.ok(found.includes("a"), found.join());
});

test("a folder is read file by file, in the order of the names, hidden files left out", async () => {
  const sub = join(folder, "by-day");
  mkdirSync(join(sub, "02"), { recursive: true });
  mkdirSync(join(sub, "01"));
  writeFileSync(join(sub, "02", "a.log"), line("second"));
  writeFileSync(join(sub, "01", "b.log"), line("first"));
  writeFileSync(join(sub, ".hidden"), "noise");
  assert.deepEqual(told(await read(sub)), ["first", "second"]);
});

test("links in a folder are not followed: not back into it, and not out of it", async () => {
  const inside = join(folder, "linked");
  mkdirSync(inside);
  writeFileSync(join(inside, "a.log"), line("a"));
  for (const name of ["x", "y"]) symlinkSync(".", join(inside, name));
  symlinkSync(fileOf(line("outside")), join(inside, "b.log"));
  assert.deepEqual(told(await read(inside)), ["a"]);
});

test("a pipe or device is refused before it is opened", async () => {
  const socket = join(folder, "socket");
  const server = createServer().listen(socket);
  await once(server, "listening");
  for (const path of [socket, "/dev/zero"])
    assert.throws(() => findRecording(path), /is neither a file nor a folder/);
  server.close();
});

test("of many lines without a request the first are told, and the rest are counted", async () => {
  const noise = '{"a": 1}\n'.repeat(1000);
  const found = await read(fileOf(`${noise}${line("late")}\n${noise}`));
  const malformed = found.flatMap((one) => (one.kind === "malformed" ? [one] : []));
  assert.equal(malformed.length, 11);
  assert.equal(
    malformed.reduce((sum, { count = 1 }) => sum + count, 0),
    2000,
  );
  assert.deepEqual(
    found.flatMap((one) => (one.kind === "request" ? [one.request.id] : [])),
    ["late"],
  );
});

test("so are entries of an archive", async () => {
  const entries = [...Array.from({ length: 500 }, () => ({})), ...har("https://a.b/1").log.entries];
  const found = await read(fileOf(JSON.stringify({ log: { entries } })));
  assert.deepEqual([found.length, found.filter(({ kind }) => kind === "request").length], [12, 1]);
});

test("what is not there is refused", () => {
  assert.throws(() => findRecording(join(folder, "nowhere")), /There is no file or folder/);
  mkdirSync(join(folder, "empty"));
  assert.throws(() => findRecording(join(folder, "empty")), /has no files/);
});
