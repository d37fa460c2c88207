// Every section at the width of a phone and of a desk, light and dark: kept as pictures, checked for accessibility.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { SHOTS, accessible, call, photo, pictured, signedIn, visit } from './harness.mjs';

const SECTIONS = ['Profile', 'Picture', 'Privacy', 'Aliases', 'Preferences'];

async function look(page, name) {
  await pictured(page);
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  await accessible(page, name);
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.ok(scrollWidth <= clientWidth, `${name} is ${scrollWidth} px wide`);
  const small = await page.evaluate(() => [...document.querySelectorAll('button, .button, input, select, textarea, summary')]
    .map((element) => [element, (element.closest('.switch, .segments label') ?? element).getBoundingClientRect()])
    .filter(([element, { width, height }]) => height > 0 && width > 1 && Math.min(width, height) < 43.5
      && !element.matches('.visually-hidden'))
    .map(([element]) => element.outerHTML.slice(0, 80)));
  assert.deepEqual(small, [], `${name}: too small for a finger`);
}

for (const width of [360, 1440]) {
  for (const theme of ['light', 'dark']) {
    test(`${width} px, ${theme}`, async () => {
      const size = { width, height: width === 360 ? 780 : 1000, theme, expect: [] };
      const entrance = await visit(size);
      await entrance.getByRole('button', { name: /John Doe/ }).waitFor();
      await look(entrance, `sign-in-${width}-${theme}`);

      const user = `usr_looks_${width}_${theme}`;
      await call(user, 'PUT', '/v1/profile', {
        displayName: 'Mary Somerville', bio: 'Translates the mechanics of the heavens.', location: 'Edinburgh',
        timezone: 'Europe/London', interests: ['astronomy', 'algebra'], socialLinks: { website: 'https://somerville.example/' },
      });
      const page = await signedIn(user, undefined, size);
      for (const section of SECTIONS) {
        await page.getByRole('tab', { name: section }).click();
        if (section === 'Picture') await withPictures(page);
        if (section === 'Privacy') await page.locator('[data-view=member] .face').waitFor();
        if (section === 'Aliases') {
          await page.getByRole('button', { name: 'Enter' }).click();
          await page.getByText('What everybody else there gets').click();
          await page.locator('#alias-list strong').waitFor();
        }
        await look(page, `${section.toLowerCase()}-${width}-${theme}`);
      }
    });
  }
}

/** Leaves a picture that is refused above the variants of one that is not. */
async function withPictures(page) {
  for (const [file, outcome] of [['portrait.jpg', 'This is your picture now.'], ['page.jpg', 'This is no JPEG']]) {
    await page.locator('#file').setInputFiles(photo(file));
    await page.locator('#send').click();
    await page.locator('#outcome').getByText(outcome).waitFor();
  }
}
