const PLACEHOLDER = /\$\{stageVariables\.([A-Za-z0-9_]+)\}|\$\{stageVariables\['([A-Za-z0-9_]+)'\]\}/g;

/** A setting names a stage variable that the stage does not have. */
export class StageVariableError extends Error {
  override readonly name = "StageVariableError";
}

/** Puts stage variables into an integration's URI or ARN: `http://${stageVariables.host}/pets`. */
export function substituteStageVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (_, dotted: string | undefined, quoted: string | undefined) => {
    const name = dotted ?? quoted!;
    if (!Object.hasOwn(variables, name)) throw new StageVariableError(`the stage has no variable "${name}"`);
    return variables[name]!;
  });
}
