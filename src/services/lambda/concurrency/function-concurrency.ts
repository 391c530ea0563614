import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from "@aws-sdk/client-lambda";
import { type LambdaOperation, READ, WRITE } from "../dependencies.ts";
import { parseFunctionReference } from "../function-reference.ts";
import { invalidParameter } from "../lambda-errors.ts";
import { functionCheck } from "../permission-checks.ts";
import { changeFunction } from "../state/change-function.ts";
import { requireFunction } from "../state/find-function.ts";
import { UNRESERVED_CONCURRENCY_MIN } from "./concurrency-limits.ts";

export const putFunctionConcurrency: LambdaOperation<PutFunctionConcurrencyRequest, Concurrency> = {
  name: "PutFunctionConcurrency",
  permits: (input, call) => [
    functionCheck(call, "PutFunctionConcurrency", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(call, parseFunctionReference(input.FunctionName, call), (record) => {
      const reserved = input.ReservedConcurrentExecutions;
      const left =
        call.deps.concurrency.unreservedLimit(record) + (record.reservedConcurrency ?? 0) - reserved;
      if (left < UNRESERVED_CONCURRENCY_MIN) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_CONCURRENCY_MIN}].`,
        );
      }
      return {
        record: { ...record, reservedConcurrency: reserved },
        result: { ReservedConcurrentExecutions: reserved },
      };
    }),
};

export const getFunctionConcurrency: LambdaOperation<
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse
> = {
  name: "GetFunctionConcurrency",
  permits: (input, call) => [
    functionCheck(call, "GetFunctionConcurrency", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: READ,
  handle: (input, call) => {
    const { reservedConcurrency } = requireFunction(call, parseFunctionReference(input.FunctionName, call));
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },
};

export const deleteFunctionConcurrency: LambdaOperation<DeleteFunctionConcurrencyRequest, object> = {
  name: "DeleteFunctionConcurrency",
  permits: (input, call) => [
    functionCheck(call, "DeleteFunctionConcurrency", parseFunctionReference(input.FunctionName, call)),
  ],
  audit: WRITE,
  handle: (input, call) =>
    changeFunction(
      call,
      parseFunctionReference(input.FunctionName, call),
      ({ reservedConcurrency: _, ...record }) => ({
        record,
        result: {},
      }),
    ),
};
