import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { guardedPage } from "../guarded-page.ts";
import { get } from "../https-client.ts";
import { type RunningServer, startServer } from "../running-server.ts";
import { openBrowser, skipWithoutBrowser } from "./chromium.ts";

/** A page behind rules that ask for tokens, and a real browser that gets them. */
let server: RunningServer;
let url: string;
let browser: Browser | undefined;

before(async () => {
  server = await startServer();
  url = await guardedPage(server);
  if (!skipWithoutBrowser) browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server.stop();
  rmSync(server.dataFolder, { recursive: true, force: true });
});

/** Something done in a browser without any cookies. What a page reports as an error fails the test. */
async function inFreshContext(
  visit: (page: Page, context: BrowserContext) => Promise<void>,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<void> {
  const context = await browser!.newContext({ ignoreHTTPSErrors: true, ...options });
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) errors.push(message.text());
    });
    await visit(page, context);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

const reachesShop = (page: Page) => page.getByRole("heading", { name: "Teas" }).waitFor();

const lookForHole = (page: Page): Promise<number> =>
  page.evaluate<number>(readFileSync(join(import.meta.dirname, "look-for-hole.js"), "utf8"));

/** Solves pictures until one counts: looking for the hole is a guess now and then, as a person's is. */
async function solvePicture(page: Page): Promise<void> {
  for (let attempt = 1; attempt <= 8; attempt++) {
    const puzzle = await page.locator("main").getAttribute("data-puzzle");
    await slideTo(page, await lookForHole(page));
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.locator(`main[data-puzzle="${puzzle}"]`).waitFor({ state: "detached" });
    if (await page.getByRole("heading", { name: "Teas" }).isVisible()) return;
    await page.goto(`${url}?asked`);
  }
  throw new Error("No picture was solved");
}

const slideTo = (page: Page, place: number) => page.getByRole("slider").fill(String(place));

test("a client that reads no HTML gets the status, the header and no body", async () => {
  for (const [query, status, action] of [
    ["challenged", 202, "challenge"],
    ["asked", 405, "captcha"],
    ["grouped", 405, "captcha"],
  ] as const) {
    for (const method of ["GET", "OPTIONS", "POST"]) {
      const answer = await get(`${url}?${query}`, server.caFile, { method });
      assert.deepEqual(
        [answer.status, answer.headers["x-amzn-waf-action"], answer.body],
        [status, action, ""],
        `${method} ${query}`,
      );
    }
  }
});

test("a solution from nowhere is refused, whatever it asks for", async () => {
  const headers = { "x-aws-waf-solution": "a.b;0,0,0,0,0,0,0,0" };
  assert.equal((await get(url, server.caFile, { headers })).status, 403);
});

test(
  "a challenged page is reached without doing anything, and again without a challenge",
  {
    skip: skipWithoutBrowser,
  },
  () =>
    inFreshContext(async (page, context) => {
      const first = await page.goto(`${url}?challenged`);
      assert.deepEqual([first?.status(), first?.headers()["x-amzn-waf-action"]], [202, "challenge"]);
      await reachesShop(page);
      assert.equal((await page.goto(`${url}?challenged`))?.status(), 200);
      const [cookie] = await context.cookies();
      assert.deepEqual(
        [cookie?.name, cookie?.httpOnly, cookie?.secure, cookie?.sameSite, cookie?.path],
        ["aws-waf-token", true, true, "Lax", "/"],
      );
      // A challenge is no CAPTCHA.
      assert.equal((await page.goto(`${url}?asked`))?.status(), 405);
    }),
);

test("a challenge is solved without workers as well", { skip: skipWithoutBrowser }, () =>
  inFreshContext(async (page) => {
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, "Worker");
    });
    await page.goto(`${url}?challenged`);
    await reachesShop(page);
  }),
);

test(
  "behind a CAPTCHA the page is reached once the piece is in its hole",
  {
    skip: skipWithoutBrowser,
  },
  () =>
    inFreshContext(async (page) => {
      assert.equal((await page.goto(`${url}?asked`))?.status(), 405);
      const place = await lookForHole(page);
      // In a wrong place first: another picture is shown.
      const puzzle = await page.locator("main").getAttribute("data-puzzle");
      await slideTo(page, place < 166 ? place + 60 : place - 60);
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.getByText("The piece was not in its hole.").waitFor();
      assert.notEqual(await page.locator("main").getAttribute("data-puzzle"), puzzle);
      await solvePicture(page);
      assert.equal((await page.goto(`${url}?grouped`))?.status(), 200, "an overridden rule takes it as well");
      assert.equal((await page.goto(`${url}?challenged`))?.status(), 200, "it counts as a challenge too");
    }),
);

test("an answer that came too late is told from a wrong one", { skip: skipWithoutBrowser }, () =>
  inFreshContext(async (page) => {
    await page.route("**/*", async (route) => {
      if (!route.request().headers()["x-aws-waf-solution"]) return route.continue();
      return route.fulfill({ status: 403, headers: { "x-amzn-ErrorType": "ExpiredPuzzleException" } });
    });
    await page.goto(`${url}?asked`);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByText("That took too long.").waitFor();
  }),
);

test("the piece moves by keyboard and by dragging", { skip: skipWithoutBrowser }, () =>
  inFreshContext(
    async (page) => {
      await page.goto(`${url}?asked`);
      const piece = page.locator("#piece");
      const leftOf = async () => (await piece.boundingBox())!.x;
      const start = await leftOf();
      await page.getByRole("slider").press("ArrowRight");
      assert.equal(await page.getByRole("slider").inputValue(), "1");
      await piece.hover();
      await page.mouse.down();
      await page.mouse.move(start + 128, 300);
      await page.mouse.up();
      assert.ok((await leftOf()) > start + 80);
    },
    { viewport: { width: 360, height: 700 } },
  ),
);

test("who cannot use the picture lets the device work", { skip: skipWithoutBrowser }, () =>
  inFreshContext(async (page) => {
    await page.goto(`${url}?asked`);
    await page.getByRole("button", { name: "Continue without the picture" }).click();
    await reachesShop(page);
  }),
);

test(
  "a browser that keeps no cookie is told so, and not sent around in circles",
  {
    skip: skipWithoutBrowser,
  },
  () =>
    inFreshContext(async (page, context) => {
      await page.route("**/*", async (route) => {
        if (!route.request().headers()["x-aws-waf-solution"]) return route.continue();
        const status = (await route.fetch()).status();
        await context.clearCookies();
        return route.fulfill({ status });
      });
      await page.goto(`${url}?challenged`);
      await page.getByText("did not keep the cookie").waitFor();
      assert.equal(await page.getByRole("button", { name: "Try again" }).isVisible(), true);
    }),
);

test("without JavaScript the page says what it needs", { skip: skipWithoutBrowser }, () =>
  inFreshContext(
    async (page) => {
      await page.goto(`${url}?asked`);
      assert.equal(await page.locator("noscript p").isVisible(), true);
      assert.equal(await page.getByRole("slider").isVisible(), false);
    },
    { javaScriptEnabled: false },
  ),
);
