import { AwsError } from "../../aws/aws-error.ts";
import type { Path } from "./value.ts";

/** A template that cannot be deployed as written, and where in it the mistake is. Answered as `ValidationError`. */
export class TemplateError extends AwsError {
  readonly path: Path;
  readonly reason: string;
  readonly place: string;

  /** @param place The path's line and column, when the text is at hand. */
  constructor(reason: string, path: Path = [], place = "") {
    const where = [path.join("/"), place].filter(Boolean).join(", ");
    super("ValidationError", where ? `${reason} (at ${where})` : reason);
    this.reason = reason;
    this.path = path;
    this.place = place;
  }
}
