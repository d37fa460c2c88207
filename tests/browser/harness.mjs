// The service and a browser for the tests of one file, and what every page has to keep to.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before } from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tools = createRequire(resolve(root, process.env.BROWSER_TOOLS ?? 'target/ci-tools/browser', 'package.json'));
const { chromium } = tools('playwright-core');

/** Where screenshots go. */
export const SHOTS = resolve(root, 'target/browser');

/** A picture of tests/photos. */
export const photo = (name) => resolve(root, 'tests/photos', name);

let service;
let browser;
const opened = [];

/** Starts the service as it starts on a new machine, whatever the shell or a .env of a developer says. */
async function start() {
  const options = ['--port', '0', '--s3-port', '0', '--dynamodb-port', '0', '--ephemeral'];
  const child = spawn(resolve(root, 'target/debug/local'), options, {
    cwd: SHOTS, env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, log] = ['', ''];
  child.stderr.on('data', (data) => { log += data; });
  await new Promise((ready, failed) => {
    child.stdout.on('data', (data) => {
      said += data;
      if (said.includes('Ctrl-C stops it.')) ready();
    });
    child.on('error', failed);
    child.on('exit', () => failed(new Error(`the service did not start: ${log}`)));
  });
  const url = (name) => said.match(new RegExp(`^  ${name} +(\\S+?)/?(?:\\s|$)`, 'm'))[1];
  return { child, api: url('console'), s3: url('S3'), log: () => log };
}

before(async () => {
  mkdirSync(SHOTS, { recursive: true });
  service = await start();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});

after(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => service?.child.on('exit', resolve));
  service?.child.kill();
  if (service) await ended;
  assert.doesNotMatch(service?.log() ?? '', /ERROR|panicked/, 'a fault that no test saw');
});

afterEach(async () => {
  const pages = opened.splice(0);
  const problems = pages.flatMap((page) => page.problems);
  await Promise.all(pages.map((page) => page.context().close()));
  assert.deepEqual(problems, [], 'errors, refusals by the policy, or requests elsewhere');
});

/** A new page in a browser of its own, with nothing in it yet. `expect` names answers that are failures on purpose. */
export async function visit({ width = 1440, height = 1000, theme = 'light', expect = [], host = 'localhost' } = {}) {
  const api = service.api.replace('localhost', host);
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  await context.addInitScript({ path: tools.resolve('axe-core/axe.min.js') });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => {
    const onPurpose = expect.some((status) => message.text().includes(`status of ${status} `));
    if (['error', 'warning'].includes(message.type()) && !onPurpose) page.problems.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    const ours = url.startsWith('blob:') || [api, service.api, service.s3].includes(new URL(url).origin);
    if (!ours) page.problems.push(`a request to ${url}`);
  });
  opened.push(page);
  await page.goto(`${api}/`);
  return page;
}

/** A new page where `user` is signed in and looks at `tab`. */
export async function signedIn(user, tab, options) {
  const page = await visit(options);
  await page.getByLabel('Somebody else').fill(user);
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (tab) await page.getByRole('tab', { name: tab }).click();
  await page.locator('#self:not([aria-busy])').waitFor();
  return page;
}

/** Waits until `page` says `text` in passing. */
export const told = (page, text) => page.locator('#notices').getByText(text).waitFor();

/** Waits until every picture that is in sight is there. */
export const pictured = (page) => page.waitForFunction(() => [...document.images]
  .filter((image) => image.checkVisibility()).every((image) => image.complete && image.naturalWidth > 0));

/** Calls the API as `user`, past the page. */
export async function call(user, method, path, body) {
  const send = (to, init) => fetch(service.api + to, {
    ...init, headers: { 'content-type': 'application/json', ...init.headers },
  });
  const { token } = await (await send('/dev/token', { method: 'POST', body: JSON.stringify({ sub: user }) })).json();
  const response = await send(path, {
    method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${token}` },
  });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return (await response.json()).data;
}

/** Holds `page` to the rules of accessibility that can be checked by a program. */
export async function accessible(page, where) {
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
  assert.deepEqual(found, [], where);
}
