/** The path of one request validator. */
export const validatorPath = (input: {
  readonly restApiId: string;
  readonly requestValidatorId: string;
}): string => `/restapis/${input.restApiId}/requestvalidators/${input.requestValidatorId}`;
