import type {
  DeleteFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse,
  PutFunctionEventInvokeConfigRequest,
  UpdateFunctionEventInvokeConfigRequest,
} from "@aws-sdk/client-lambda";
import { type LambdaCall, type LambdaOperation, READ, WRITE } from "../dependencies.ts";
import { parseFunctionReference, referenceArn } from "../function-reference.ts";
import { notFound } from "../lambda-errors.ts";
import { pageOf } from "../page.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { requireFunction, requireQualified } from "../state/find-function.ts";
import { ownEntry } from "../state/own-entry.ts";
import type { EventConfigRecord, FunctionRecord } from "../state/records.ts";

/** Destinations are not built: what they ask for is refused. */
const REFUSES = [
  { member: "DestinationConfig.OnSuccess.Destination" },
  { member: "DestinationConfig.OnFailure.Destination" },
];

export const putFunctionEventInvokeConfig: LambdaOperation<
  PutFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  name: "PutFunctionEventInvokeConfig",
  permits: (input, call) => [check(call, "PutFunctionEventInvokeConfig", input)],
  audit: WRITE,
  refuses: REFUSES,
  handle: (input, call) => change(call, input, () => recordOf(input, call.nowMs)),
};

export const updateFunctionEventInvokeConfig: LambdaOperation<
  UpdateFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  name: "UpdateFunctionEventInvokeConfig",
  permits: (input, call) => [check(call, "UpdateFunctionEventInvokeConfig", input)],
  audit: WRITE,
  refuses: REFUSES,
  handle: (input, call) =>
    change(call, input, (before) => {
      if (!before) throw missing(call, input);
      return { ...before, ...recordOf(input, call.nowMs) };
    }),
};

export const getFunctionEventInvokeConfig: LambdaOperation<
  GetFunctionEventInvokeConfigRequest,
  FunctionEventInvokeConfig
> = {
  name: "GetFunctionEventInvokeConfig",
  permits: (input, call) => [check(call, "GetFunctionEventInvokeConfig", input)],
  audit: READ,
  handle: (input, call) => {
    const reference = referenceOf(call, input);
    const { record } = requireQualified(call, reference);
    const found = ownEntry(record.eventConfigs, reference.qualifier ?? "");
    if (!found) throw missing(call, input);
    return view(call, record, reference.qualifier ?? "", found);
  },
};

export const listFunctionEventInvokeConfigs: LambdaOperation<
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse
> = {
  name: "ListFunctionEventInvokeConfigs",
  permits: (input, call) => [check(call, "ListFunctionEventInvokeConfigs", input)],
  audit: READ,
  handle: (input, call) => {
    const record = requireFunction(call, referenceOf(call, input));
    const configs = Object.entries(record.eventConfigs).sort(([a], [b]) => (a < b ? -1 : 1));
    const { items, ...rest } = pageOf(configs, input, ([qualifier]) => qualifier);
    return {
      FunctionEventInvokeConfigs: items.map(([qualifier, config]) => view(call, record, qualifier, config)),
      ...rest,
    };
  },
};

export const deleteFunctionEventInvokeConfig: LambdaOperation<
  DeleteFunctionEventInvokeConfigRequest,
  object
> = {
  name: "DeleteFunctionEventInvokeConfig",
  permits: (input, call) => [check(call, "DeleteFunctionEventInvokeConfig", input)],
  audit: WRITE,
  handle: (input, call) => {
    const reference = referenceOf(call, input);
    return changeFunction(call, reference, (record) => {
      const place = reference.qualifier ?? "";
      const found = ownEntry(record.eventConfigs, place);
      const { [place]: _, ...eventConfigs } = record.eventConfigs;
      if (!found) throw missing(call, input);
      return { record: { ...record, eventConfigs }, result: {} };
    });
  },
};

/** The members by which these operations name a function. */
interface Named {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

const referenceOf = (call: LambdaCall, input: Named) =>
  parseFunctionReference(input.FunctionName, call, input.Qualifier);

const check = (call: LambdaCall, action: string, input: Named) =>
  functionCheck(call, action, referenceOf(call, input));

const missing = (call: LambdaCall, input: Named) =>
  notFound(
    `The function ${referenceArn(referenceOf(call, input), call.partition)} doesn't have an EventInvokeConfig`,
  );

const recordOf = (
  input: Pick<PutFunctionEventInvokeConfigRequest, "MaximumRetryAttempts" | "MaximumEventAgeInSeconds">,
  modifiedAtMs: number,
): EventConfigRecord => ({
  ...(input.MaximumRetryAttempts === undefined ? {} : { retriesMax: input.MaximumRetryAttempts }),
  ...(input.MaximumEventAgeInSeconds === undefined ? {} : { eventAgeSMax: input.MaximumEventAgeInSeconds }),
  modifiedAtMs,
});

function change(
  call: LambdaCall,
  input: Named,
  plan: (before: EventConfigRecord | undefined) => EventConfigRecord,
): Promise<FunctionEventInvokeConfig> {
  const reference = referenceOf(call, input);
  requireQualified(call, reference);
  const place = reference.qualifier ?? "";
  return changeFunction(call, reference, (record) => {
    const config = plan(ownEntry(record.eventConfigs, place));
    return {
      record: { ...record, eventConfigs: { ...record.eventConfigs, [place]: config } },
      result: view(call, record, place, config),
    };
  });
}

function view(
  call: LambdaCall,
  record: FunctionRecord,
  place: string,
  config: EventConfigRecord,
): FunctionEventInvokeConfig {
  return {
    // AWS names the unqualified function's configuration by $LATEST.
    FunctionArn: referenceArn({ ...record, qualifier: place || "$LATEST" }, call.partition),
    LastModified: new Date(config.modifiedAtMs),
    ...(config.retriesMax === undefined ? {} : { MaximumRetryAttempts: config.retriesMax }),
    ...(config.eventAgeSMax === undefined ? {} : { MaximumEventAgeInSeconds: config.eventAgeSMax }),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  };
}
