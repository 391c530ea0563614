import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureFirewalls } from "./firewalls.ts";
import { missingForModSecurity } from "./modsecurity.ts";
import { firewallTable } from "./report.ts";

// Our firewall beside ModSecurity, end to end: `node bench/firewall.ts`. Part of `npm run bench` as well.
const missing = missingForModSecurity();
if (missing.length > 0) {
  console.log(`Skipped: ${missing.join(", ")} not found. See scripts/install-debian-tools.sh.`);
} else {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  try {
    console.log(firewallTable(await measureFirewalls(folder, { seconds: 3, rounds: 3 })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
