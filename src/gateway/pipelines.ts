import type { Exchange, RoutedExchange } from "./exchange.ts";
import type { MethodTarget, StageTarget } from "./method-target.ts";
import { PipelineTable } from "./stage.ts";
import { askAuthorizer } from "./stages/ask-authorizer.ts";
import { authenticate } from "./stages/authenticate.ts";
import { authorize } from "./stages/authorize.ts";
import { inspectWaf } from "./stages/inspect-waf.ts";
import { integrate } from "./stages/integrate.ts";
import { screen } from "./stages/screen.ts";

/**
 * What a request to a REST API meets, in order. It is the whole order: nothing else decides about a request.
 *
 * | place | rows |
 * |---|---|
 * | listener | HTTP checks, TLS |
 * | address | host and path → deployed stage |
 * | `restStagePipeline` | what holds for the stage, whatever the method |
 * | route | path and method → the method's own pipeline |
 * | `restMethodPipeline` | what holds for the method |
 * | observers | decision record, the stage's access log |
 *
 * HTTP APIs and WebSocket APIs get tables of their own beside these.
 */
export const restStagePipeline = PipelineTable.of<StageTarget, Exchange>().row(inspectWaf);

export const restMethodPipeline = PipelineTable.of<MethodTarget, RoutedExchange>()
  .row(authenticate)
  .row(screen)
  .row(askAuthorizer)
  .row(authorize)
  .row(integrate);
