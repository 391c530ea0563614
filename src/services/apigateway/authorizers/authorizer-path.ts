/** The path of one authorizer. */
export const authorizerPath = (input: {
  readonly restApiId: string;
  readonly authorizerId: string;
}): string => `/restapis/${input.restApiId}/authorizers/${input.authorizerId}`;
