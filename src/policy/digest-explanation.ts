import type { Explanation, LayerExplanation, StatementExplanation } from "./explain.ts";

/** Statements of one layer that a digest keeps: those that decided or came nearest. */
const STATEMENTS_MAX = 5;
/** Values of one condition that a digest keeps, on either side. */
const VALUES_MAX = 5;
/** Longest value that a digest keeps, in characters. */
const VALUE_CHARACTERS_MAX = 128;

/**
 * What of an explanation is worth keeping with a request's record: in each layer the statements about the action, those
 * that apply first and then the nearest, and of each the conditions that failed. Bounded, however large the policies.
 */
export const digestExplanation = ({ layers }: Explanation): readonly LayerExplanation[] =>
  layers.map(({ layer, outcome, statements }) => ({
    layer,
    outcome,
    statements: statements
      .filter(({ failed }) => !failed.includes("Action"))
      .sort((a, b) => a.failed.length - b.failed.length)
      .slice(0, STATEMENTS_MAX)
      .map(digestStatement),
  }));

const digestStatement = (statement: StatementExplanation): StatementExplanation => ({
  ...statement,
  conditions: statement.conditions
    .filter(({ holds }) => !holds)
    .map((condition) => ({
      ...condition,
      wanted: digestValues(condition.wanted),
      ...(condition.seen && { seen: digestValues(condition.seen) }),
    })),
});

const digestValues = (values: readonly string[]): readonly string[] =>
  values.slice(0, VALUES_MAX).map((value) => value.slice(0, VALUE_CHARACTERS_MAX));
