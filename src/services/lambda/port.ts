import type { FunctionPort } from "../../gateway/ports.ts";

/** What Lambda offers the rest of the program: calls by API Gateway, permitted as API Gateway's are. */
export type LambdaPort = FunctionPort;
