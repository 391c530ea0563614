/** A snapshot asks for something that this gateway cannot carry out. It is refused whole; nothing is half in force. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}
