import type { CommandInput, Terminal } from "../command.ts";
import { drawWafCounts, type WafCountsDocument } from "../draw-waf-counts.ts";
import { resolveSettings } from "../settings.ts";
import { systemRequest } from "../system-client.ts";

/** `sallyport waf counts`: how many requests web ACLs and their rules let in, stopped and counted. */
export async function wafCounts(input: CommandInput, terminal: Terminal): Promise<number> {
  const { dataFolder } = resolveSettings(input.values, terminal.environment);
  const document = await systemRequest(dataFolder, terminal.environment, "/waf/counts");
  terminal.out(
    input.values["json"]
      ? JSON.stringify(document, null, 2)
      : drawWafCounts(document as unknown as WafCountsDocument),
  );
  return 0;
}
