// Privacy with both views, aliases, and preferences.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, signedIn, told } from './harness.mjs';

const level = (page, field, words) => page.getByRole('group', { name: field }).getByLabel(words, { exact: true }).check({ force: true });

test('what is hidden is hidden from whom it should be, side by side', async () => {
  await call('usr_hidden', 'PUT', '/v1/profile', { displayName: 'Grace Hopper', bio: 'a secret biography', location: 'Arlington' });
  const page = await signedIn('usr_hidden', 'Privacy');
  const [everybody, member] = [page.locator('[data-view=public]'), page.locator('[data-view=member]')];
  await everybody.getByText('a secret biography').waitFor();
  await member.getByText('Arlington').waitFor();
  await everybody.getByText('Location hidden').waitFor();
  await level(page, 'Biography', 'Members');
  await everybody.getByText('Biography hidden').waitFor();
  await member.getByText('a secret biography').waitFor();
  await level(page, 'Biography', 'Only me');
  await member.getByText('Biography hidden').waitFor();
  await level(page, 'Display name', 'Only me');
  await everybody.getByRole('heading', { name: /^User/ }).waitFor();
  assert.doesNotMatch(await page.locator('#compare').innerText(), /Grace|secret/);
  await page.reload();
  assert.ok(await page.getByRole('group', { name: 'Biography' }).getByLabel('Only me').isChecked());
});

test('somebody is an animal in a room, and another one on request', async () => {
  const page = await signedIn('usr_shy', 'Aliases');
  await page.getByText('None yet. Enter a room.').waitFor();
  await page.getByRole('button', { name: 'Enter' }).click();
  const name = page.locator('#alias .name');
  await name.waitFor();
  const first = await name.innerText();
  assert.match(first, /^Anonymous \w+ \d+$/);
  await page.getByText('What everybody else there gets').click();
  assert.doesNotMatch(await page.locator('#alias pre').innerText(), /usr_shy|chat_room/);
  assert.ok(await page.locator('#alias img').evaluate(async (image) => { await image.decode(); return image.naturalWidth > 0; }));
  await page.getByRole('button', { name: 'Take another' }).click();
  await told(page, 'You are Anonymous');
  const second = await name.innerText();
  assert.notEqual(second, first);
  const history = page.locator('#alias-list li');
  assert.equal(await history.filter({ hasText: first }).filter({ hasText: 'replaced' }).count(), 1);
  assert.equal(await history.filter({ hasText: second }).filter({ hasText: 'in use' }).count(), 1);
  // no step tells of an alias
  await page.getByRole('checkbox', { name: 'Only me' }).uncheck();
  assert.doesNotMatch(await page.locator('#timeline').innerText(), /Anonymous|alias/);
});

test('a place that cannot be is refused beside its field', async () => {
  const page = await signedIn('usr_lost', 'Aliases', { expect: [400] });
  await page.getByLabel('Which one').fill('not a room!');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.locator('#context-problem:not(:empty)').waitFor();
  assert.equal(await page.getByLabel('Which one').getAttribute('aria-invalid'), 'true');
});

test('a guest has aliases and nothing else', async () => {
  const page = await signedIn('anon_passer_by');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.locator('#alias .name').waitFor();
  assert.equal(await page.getByRole('tab').count(), 1);
});

test('the theme is applied at once, and when the person comes back', async () => {
  const page = await signedIn('usr_night', 'Preferences');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByLabel('Light', { exact: true }).check({ force: true });
  await told(page, 'Saved.');
  const light = await ground();
  await page.getByLabel('Dark', { exact: true }).check({ force: true });
  await page.locator('[data-theme=dark]').waitFor();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  await page.locator('[data-theme=dark]').waitFor();
  assert.equal(await ground(), dark);
  await page.getByLabel('By e-mail').click();
  await told(page, 'Saved.');
  const preferences = await call('usr_night', 'GET', '/v1/profile/preferences');
  assert.deepEqual([preferences.theme, preferences.notifications.email], ['dark', false]);
});
