import { StringDecoder } from "node:string_decoder";
import { parseHarEntry } from "./har-entry.ts";
import { JsonItems } from "./json-items.ts";
import { parseRawRequest, REQUEST_BYTES_MAX } from "./raw-request.ts";
import {
  FINGERPRINTS,
  parseJsonObject,
  type Recorded,
  type RecordedRequest,
  RecordingError,
} from "./recorded-request.ts";
import { type PlaceFormat, RecordingPlaces, readPlace } from "./recording-places.ts";
import { TextLines } from "./text-lines.ts";
import { parseWafLogLine, readWafRecord, unwrapEvent } from "./waf-log-record.ts";

/** Reads one file, which comes in pieces. */
export interface RecordingReader {
  /** The requests that end in this piece. */
  push(chunk: Buffer): Recorded[];
  /** Those at the end of the file. */
  end(): Recorded[];
}

/** As much of a file's beginning as tells its format, in bytes. */
const OPENING_BYTES = 4096;

/** The reader for a file of that name that begins so. What is no other format is a log with a record a line. */
export function createRecordingReader(start: Buffer, file: string, clientIp: string): RecordingReader {
  const opening = start.toString("utf8", 0, OPENING_BYTES).replace(/^\ufeff/, "");
  if (/^\s*\{\s*"log"\s*:/.test(opening)) {
    const parse = (text: string, number: number) => parseHarEntry(text, `${file} entry ${number}`, clientIp);
    return listReader(["log", "entries"], { file, marker: '"request"', parse });
  }
  if (/^\s*\{\s*"(?:events|searchedLogStreams|nextToken|nextForwardToken)"\s*:/.test(opening))
    return listReader(["events"], {
      file,
      marker: "httpRequest",
      parse: (text) => readWafRecord(unwrapEvent(parseJsonObject(text))),
    });
  if (/^\s*\[\s*(?:["{]|\])/.test(opening))
    return listReader([], { file, marker: "httpRequest", parse: parseListedEvent }, { takesTexts: true });
  const isNamedRequest = /\.http(?:\.gz)?$/i.test(file) && !/^\s*\{/.test(opening);
  if (isNamedRequest || /^[A-Za-z-]{1,32} \S+ HTTP\/\d/.test(opening)) return wholeReader(file, clientIp);
  return lineReader(file);
}

/** An item of what `--query 'events[]'` or `'events[].message'` makes of the output of `aws logs filter-log-events`. */
function parseListedEvent(text: string): RecordedRequest {
  if (text.startsWith("{")) return readWafRecord(unwrapEvent(parseJsonObject(text)));
  try {
    return parseWafLogLine(String(JSON.parse(text)));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RecordingError("it is no JSON");
    throw error;
  }
}

function lineReader(file: string): RecordingReader {
  const decoder = new StringDecoder("utf8");
  const lines = new TextLines();
  const places = new RecordingPlaces("line", { file, marker: "httpRequest", parse: parseWafLogLine });
  const readLines = (found: ReturnType<TextLines["push"]>): Recorded[] =>
    places.read(
      found
        .filter(({ text }) => text === undefined || text.trim() !== "")
        // As text, the AWS CLI puts the items of a list in one line.
        .flatMap(({ number, text }) =>
          (text?.split(/\t(?=\{)/) ?? [text]).map((record) => ({ number, text: record })),
        ),
    );
  return {
    push: (chunk) => readLines(lines.push(decoder.write(chunk))),
    end: () => readLines([...lines.push(decoder.end()), ...lines.end()]),
  };
}

function listReader(
  path: readonly string[],
  format: PlaceFormat,
  { takesTexts = false } = {},
): RecordingReader {
  const decoder = new StringDecoder("utf8");
  const items = new JsonItems(path, { takesTexts });
  const places = new RecordingPlaces("entry", format);
  const readItems = (found: ReturnType<JsonItems["push"]>): Recorded[] => places.read(found);
  const endOf = (): Recorded[] => {
    if (!items.isCutShort) return [];
    return [
      {
        kind: "malformed",
        place: `${format.file}, after entry ${items.count}`,
        reason: "the file is cut short",
      },
    ];
  };
  return {
    push: (chunk) => readItems(items.push(decoder.write(chunk))),
    end: () => [...readItems(items.push(decoder.end())), ...endOf()],
  };
}

/** One request as text, with its bytes as they are. */
function wholeReader(file: string, clientIp: string): RecordingReader {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push: (chunk) => {
      bytes += chunk.length;
      // One byte too many is enough to be refused.
      if (bytes - chunk.length <= REQUEST_BYTES_MAX) chunks.push(chunk);
      return [];
    },
    end: () => [
      readPlace(file, () => {
        const input = parseRawRequest(Buffer.concat(chunks), { file, clientIp });
        return { id: file, input, missing: FINGERPRINTS };
      }),
    ],
  };
}
