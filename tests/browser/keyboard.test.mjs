// Everything without a mouse.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { photo, told, visit } from './harness.mjs';

const focused = (page) => page.evaluate(() => {
  const { id, name, value, type, textContent } = document.activeElement;
  return id || (type === 'radio' ? `${name}=${value}` : textContent.trim().slice(0, 30));
});

/** Presses Tab until `wanted` has the focus, which must be seen there. */
async function tabTo(page, wanted) {
  const passed = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    passed.push(at);
    if (at === wanted) return;
  }
  assert.fail(`${wanted} is not reached: ${passed.join(', ')}`);
}

test('signing in, editing, hiding and uploading take a keyboard and nothing else', async () => {
  const page = await visit();
  await page.getByRole('heading', { name: 'Who are you today?' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the content');
  await page.keyboard.press('Enter');
  await tabTo(page, 'sign-in-id');
  await page.keyboard.type('usr_keys');
  await page.keyboard.press('Enter');
  await page.locator('#self .face').waitFor();

  await tabTo(page, 'tab-profile');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'the focus is seen');
  await tabTo(page, 'displayName');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Keyed In');
  await page.keyboard.press('Enter');
  await told(page, 'Saved.');

  await page.locator('#tab-profile').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'tab-picture');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    tabTo(page, 'file').then(() => page.keyboard.press('Enter')),
  ]);
  await chooser.setFiles(photo('test-avatar.jpg'));
  await page.locator('#send').waitFor();
  await tabTo(page, 'send');
  await page.keyboard.press('Enter');
  await page.getByText('This is your picture now.').waitFor();

  await page.locator('#tab-picture').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'tab-privacy');
  await tabTo(page, 'bio=public');
  await page.keyboard.press('ArrowRight');
  await told(page, 'Biography: members.');
  assert.equal(await focused(page), 'bio=authenticated');

  await page.locator('#tab-privacy').focus();
  await page.keyboard.press('End');
  assert.equal(await focused(page), 'tab-preferences');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'tab-profile', 'the tabs are a ring');
});
