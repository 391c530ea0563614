import { measureInspections } from "./inspections.ts";

// What one inspection costs, without anything around it: `node bench/waf.ts`.
for (const { webAcl, request, p50Us } of measureInspections()) {
  console.log(`waf: ${webAcl}: ${request}: ${p50Us.toFixed(1)} µs, ${Math.round(1e6 / p50Us)} per second`);
}
