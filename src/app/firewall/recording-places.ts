import { RawRequestError } from "./raw-request.ts";
import { type Recorded, type RecordedRequest, RecordingError } from "./recorded-request.ts";

/** Malformed lines or entries of a file that are told one by one: as many as a report shows. */
const MALFORMED_TOLD_MAX = 10;

/** What the lines or entries of a file are. */
export interface PlaceFormat {
  readonly file: string;
  /** What the text of every request holds. */
  readonly marker: string;
  readonly parse: (text: string, number: number) => RecordedRequest;
}

/** A text of a recording; undefined where it is longer than what is read. */
interface Place {
  readonly number: number;
  readonly text: string | undefined;
}

/**
 * Reads the lines or entries of one file, and tells which are no requests. A file of another kind has millions of
 * those: past the first of them, what lacks the marker is counted and not parsed.
 */
export class RecordingPlaces {
  readonly #unit: "line" | "entry";
  readonly #format: PlaceFormat;
  #malformedCount = 0;

  constructor(unit: "line" | "entry", format: PlaceFormat) {
    this.#unit = unit;
    this.#format = format;
  }

  read(found: readonly Place[]): Recorded[] {
    const { file, marker } = this.#format;
    const recorded: Recorded[] = [];
    let count = 0;
    for (const place of found) {
      if (this.#malformedCount >= MALFORMED_TOLD_MAX && !place.text?.includes(marker)) {
        count += 1;
        continue;
      }
      const one = this.#readOne(place);
      if (one.kind === "malformed") this.#malformedCount += 1;
      recorded.push(one);
    }
    const reason = `what is no request in a ${this.#unit}`;
    if (count > 0) recorded.push({ kind: "malformed", place: file, reason, count });
    return recorded;
  }

  #readOne({ number, text }: Place): Recorded {
    const { file, parse } = this.#format;
    const place = `${file}, ${this.#unit} ${number}`;
    if (text !== undefined) return readPlace(place, () => parse(text, number));
    const reason = this.#unit === "line" ? "the line is too long" : "the entry is too large";
    return { kind: "malformed", place, reason };
  }
}

/** Makes a request of a text, or says where and why it is none. */
export function readPlace(place: string, parse: () => RecordedRequest): Recorded {
  try {
    return { kind: "request", request: parse() };
  } catch (error) {
    if (error instanceof RawRequestError)
      return { kind: "malformed", place: error.place, reason: error.reason.replace(/\.$/, "") };
    if (error instanceof RecordingError) return { kind: "malformed", place, reason: error.message };
    throw error;
  }
}
