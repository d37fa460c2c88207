// One upload, from a file to its outcome: a ticket of the API, the bytes straight to S3, and the question what became of them.

import { call, Problem, report } from './api.js';

/** The pause between two questions, and what it grows to. */
const PAUSE = 200;
const LONGEST_PAUSE = 2000;

async function sha256(file) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends `file` with exactly the headers of `ticket`. Only XMLHttpRequest tells how far an upload is. */
function put(ticket, file, onProgress) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const request = new XMLHttpRequest();
    request.open(ticket.method, ticket.uploadUrl);
    for (const [name, value] of Object.entries(ticket.headers)) {
      // the browser sets this one itself, from the file
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
    }
    request.upload.addEventListener('progress', (event) => onProgress((100 * event.loaded) / event.total));
    request.addEventListener('loadend', () => {
      report(ticket.method, `${new URL(ticket.uploadUrl).origin}/…`, request.status, start);
      if (request.status === 200) return resolve();
      const code = request.responseXML?.querySelector('Code')?.textContent ?? 'no answer';
      reject(new Problem(request.status, { code, message: `The bucket refused the file (${code}).` }));
    });
    request.send(file);
  });
}

/** Uploads `file`; `on.stage` hears `ticket`, `bytes` and then the states of the upload, `on.progress` percents. */
export async function upload(file, on) {
  on.stage('ticket');
  const order = {
    contentType: file.type || 'application/octet-stream', contentLength: file.size, sha256: await sha256(file),
  };
  const { data: ticket } = await call('POST', '/v1/profile/avatar/uploads', {
    body: order,
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  on.stage('bytes');
  await put(ticket, file, on.progress);
  for (let pause = PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    const { data } = await call('GET', ticket.statusUrl);
    on.stage(data.state);
    if (data.state !== 'pending' && data.state !== 'processing') return data;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
