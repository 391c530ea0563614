import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { resolveSettings } from "./settings.ts";

test("firewall data is named by options, else by the environment", () => {
  const environment = {
    SALLYPORT_GEO_DATABASE: "geo.mmdb",
    SALLYPORT_ASN_DATABASE: "asn.mmdb",
    SALLYPORT_ADDRESS_LISTS: "",
  };
  const { firewallData } = resolveSettings({ "asn-database": "/other.mmdb" }, environment);
  assert.deepEqual(firewallData, {
    geoDatabase: resolve("geo.mmdb"),
    asnDatabase: "/other.mmdb",
    addressLists: undefined,
  });
});
