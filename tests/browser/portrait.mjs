// The picture of the console in the README: an upload that is done, with its way through the service beside it.

import { join } from 'node:path';
import { test } from 'node:test';

import { SHOTS, call, photo, pictured, visit } from './harness.mjs';

test('docs/console.png', async () => {
  await call('usr_123456789', 'PUT', '/v1/profile', {
    bio: 'Software developer passionate about open source', location: 'San Francisco, CA',
    timezone: 'America/Los_Angeles', interests: ['rust', 'aws', 'serverless'],
    socialLinks: { github: 'https://github.com/johndoe' },
  });
  const page = await visit({ height: 1210 });
  await page.getByRole('button', { name: /John Doe/ }).click();
  await page.getByRole('tab', { name: 'Picture' }).click();
  await page.locator('#file').setInputFiles(photo('landscape.jpg'));
  await page.locator('#send').click();
  await page.getByText('This is your picture now.').waitFor();
  await page.locator('#timeline .step').filter({ hasText: 'avatar_updated' }).filter({ hasText: 'to post' }).waitFor();
  await pictured(page);
  await page.screenshot({ path: join(SHOTS, 'console.png') });
});
