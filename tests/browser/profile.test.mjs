// The profile's form: saved, refused field by field, and not written over what was saved elsewhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, signedIn, told } from './harness.mjs';

const save = (page) => page.getByRole('button', { name: 'Save changes' }).click();

test('what is saved shows on the card and is still there after a reload', async () => {
  const page = await signedIn('usr_writer');
  await page.getByLabel('Display name').fill('Ada Lovelace');
  await page.getByLabel('Biography').fill('<b>Markup</b> is text like any other');
  await page.getByLabel('Interests').fill('engines, numbers');
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByLabel('Network').selectOption('github');
  await page.getByLabel('Address').fill('https://github.com/ada');
  await page.getByText('4 fields changed').waitFor();
  await save(page);
  await told(page, 'Saved.');
  await page.locator('#self').getByText('<b>Markup</b> is text like any other').waitFor();
  await page.reload();
  await page.locator('#self').getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
  assert.equal(await page.getByLabel('Interests').inputValue(), 'engines, numbers');
  assert.equal(await page.getByLabel('Address').inputValue(), 'https://github.com/ada');
});

test('every value that is refused is marked, with the words of the service', async () => {
  const page = await signedIn('usr_mistaken', undefined, { expect: [400] });
  await page.getByLabel('Display name').fill('x');
  await page.getByLabel('Time zone').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Add a link' }).click();
  await page.getByLabel('Network').selectOption('github');
  await page.getByLabel('Address').fill('https://elsewhere.example/ada');
  await save(page);
  await told(page, 'Not saved: see the marked fields.');
  for (const label of ['Display name', 'Time zone', 'Address']) {
    const field = page.getByLabel(label);
    assert.equal(await field.getAttribute('aria-invalid'), 'true', label);
  }
  assert.notEqual(await page.locator('#displayName-problem').innerText(), '');
  assert.notEqual(await page.locator('.link .problem').innerText(), '');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-invalid')), 'true');
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await page.locator('#profile-form [aria-invalid]').count(), 0);
});

test('what was saved elsewhere is not written over', async () => {
  const page = await signedIn('usr_twice', undefined, { expect: [412] });
  await page.getByLabel('Biography').fill('from this page');
  await call('usr_twice', 'PUT', '/v1/profile', { bio: 'from elsewhere' });
  await save(page);
  await page.getByRole('alert').getByText('changed elsewhere').waitFor();
  assert.equal((await call('usr_twice', 'GET', '/v1/profile')).bio, 'from elsewhere');
  assert.equal(await page.getByLabel('Biography').inputValue(), 'from this page');
  await page.getByRole('button', { name: 'Load the newer version' }).click();
  await told(page, 'This is the newest version.');
  assert.equal(await page.getByLabel('Biography').inputValue(), 'from elsewhere');
  await page.getByLabel('Biography').fill('from this page again');
  await save(page);
  await told(page, 'Saved.');
});

test('a token that is not good any more leads back to the entrance', async () => {
  const page = await signedIn('usr_late', undefined, { expect: [401] });
  await page.evaluate(() => {
    const key = 'profile-console-session';
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), token: 'x.y.z' }));
  });
  await page.reload();
  await page.getByRole('heading', { name: 'Who are you today?' }).waitFor();
  await told(page, 'Please sign in again.');
});
