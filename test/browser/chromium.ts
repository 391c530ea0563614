import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian puts Chromium. */
const EXECUTABLE = "/usr/bin/chromium";

/** Why a test in a browser is skipped; false where there is one. */
export const skipWithoutBrowser: string | false =
  !existsSync(EXECUTABLE) && "Chromium is not installed on this machine";

/** A browser with a profile of its own that talks to nobody but the pages it is sent to. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
