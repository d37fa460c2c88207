// A photo goes straight to S3 and comes back in six variants; what is no photo comes back with the reason.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { photo, signedIn, told } from './harness.mjs';

const choose = (page, file) => page.locator('#file').setInputFiles(file);
const send = (page) => page.locator('#send').click();

async function upload(page, file) {
  await choose(page, file);
  await send(page);
}

const widths = (page) => page.locator('#variants img').evaluateAll((images) => Promise.all(
  images.map(async (image) => {
    image.loading = 'eager';
    await image.decode();
    return image.naturalWidth;
  })));

test('a photo is seen before it is sent, and everywhere when it is ready', async () => {
  // O15
  const page = await signedIn('usr_photo', 'Picture');
  await choose(page, photo('landscape.jpg'));
  await page.locator('#preview').waitFor();
  assert.ok(await page.locator('#preview').evaluate((image) => image.naturalWidth > 0 && image.src.startsWith('blob:')));
  await send(page);
  await page.getByText('This is your picture now.').waitFor();
  assert.equal(await page.locator('#upload-progress').evaluate((bar) => bar.value), 100);
  assert.equal(await page.locator('.stages .done').count(), 4);
  const found = await widths(page);
  assert.equal(found.length, 6);
  assert.deepEqual(found.slice(0, 2), [150, 150]);
  const face = page.locator('#self .face');
  assert.match(await face.getAttribute('src'), /\/medium\.jpg$/);
  assert.ok(await face.evaluate(async (image) => { await image.decode(); return image.naturalWidth > 0; }));
});

test('the timeline tells the way from the bucket to the subscribers, in order', async () => {
  const page = await signedIn('usr_followed', 'Picture');
  await upload(page, photo('landscape.jpg'));
  const steps = page.locator('#timeline .step');
  await steps.filter({ hasText: 'avatar_updated' }).filter({ hasText: 'to post' }).waitFor();
  await steps.filter({ hasText: 'avatar_updated' }).filter({ hasText: 'sns:' }).waitFor();
  // the newest is first
  const shown = (await steps.evaluateAll((items) => items.map((item) => ['.place', 'strong', '.detail']
    .map((part) => item.querySelector(part).textContent).join(' ')))).reverse();
  const way = ['s3 ObjectCreated:Put incoming/, upload 1', 'function image-processor called',
    's3 ObjectCreated:Put avatars/, upload 1', 'stream MODIFY', 'function publish-changes called',
    'bus avatar_updated from profile-svc: avatar, avatarVariants', 'function fan-out called'];
  let at = -1;
  for (const step of way) {
    at = shown.findIndex((text, index) => index > at && text.startsWith(step));
    assert.notEqual(at, -1, `${step} in its place: ${shown.join('\n')}`);
  }
});

test('a photo can be dropped', async () => {
  const page = await signedIn('usr_dropper', 'Picture');
  const bytes = (await readFile(photo('photo.webp'))).toString('base64');
  const transfer = await page.evaluateHandle((base64) => {
    const data = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([data], 'dropped.webp', { type: 'image/webp' }));
    return dropped;
  }, bytes);
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer: transfer });
  await page.getByText('dropped.webp').waitFor();
  await send(page);
  await page.getByText('This is your picture now.').waitFor();
  assert.equal((await widths(page)).length, 6);
});

test('what is no picture goes up and comes back with the reason, and the old picture stays', async () => {
  const page = await signedIn('usr_refused', 'Picture');
  await upload(page, photo('test-avatar.jpg'));
  await page.getByText('This is your picture now.').waitFor();
  const before = await page.locator('#self .face').getAttribute('src');
  for (const [file, code, words] of [
    ['page.jpg', 'unsupported_type', 'This is no JPEG, PNG, GIF or WebP, whatever its name says.'],
    ['broken.jpg', 'corrupt', 'The picture is cut short or damaged.'],
  ]) {
    await upload(page, photo(file));
    await page.locator('#outcome .bad').getByText(words).waitFor();
    assert.equal(await page.locator('#outcome code').innerText(), code);
    assert.equal(await page.locator('.stages .failed').innerText().then((text) => text.split(':')[0].trim()), 'Processing');
  }
  assert.equal(await page.locator('#self .face').getAttribute('src'), before);
  assert.equal((await widths(page)).length, 6);
});

test('what a browser can know is said before anything is sent, and the service has the last word', async () => {
  const page = await signedIn('usr_doubted', 'Picture', { expect: [400, 413] });
  await choose(page, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await page.getByText('This does not look like a JPEG, PNG, GIF or WebP.').waitFor();
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.locator('#outcome .bad').waitFor();
  assert.match(await page.locator('#outcome').innerText(), /image\/jpeg/);
  await choose(page, { name: 'large.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(6_000_000) });
  await page.getByText('The file has 6.0 MB; the service takes up to 5 MiB.').waitFor();
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.locator('#outcome .bad').getByText('too_large').or(page.locator('#outcome .bad').getByText('invalid')).waitFor();
});

test('a picture can be removed', async () => {
  const page = await signedIn('usr_remover', 'Picture');
  await upload(page, photo('test-avatar.jpg'));
  await page.getByText('This is your picture now.').waitFor();
  await page.getByRole('button', { name: 'Remove the picture' }).click();
  await told(page, 'The picture is gone, with every variant.');
  await page.getByText('There is no picture yet').waitFor();
  assert.match(await page.locator('#self .face').getAttribute('src'), /\/initials\//);
});

test('the page works by the address of this machine as by its name', async () => {
  const page = await signedIn('usr_by_address', 'Picture', { host: '127.0.0.1' });
  await upload(page, photo('test-avatar.jpg'));
  await page.getByText('This is your picture now.').waitFor();
  assert.equal((await widths(page)).length, 6);
});
