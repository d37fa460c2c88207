// The public API, as any client calls it: JSON, a bearer token, entity tags.

/** Told of every request that was made: `{method, path, status, ms}`. */
export const requests = new EventTarget();

/** A request that failed, in the API's own words. */
export class Problem extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.details = error.details ?? [];
  }

  /** Everything that is wrong, in one text. */
  get words() {
    return [this.message, ...this.details.map((detail) => detail.message)].join(' ');
  }
}

/** Reports a request that began at `start`. */
export function report(method, path, status, start) {
  const detail = { method, path, status, ms: Math.round(performance.now() - start) };
  requests.dispatchEvent(new CustomEvent('request', { detail }));
}

let token = null;
let refused = () => {};

/** Calls from now on carry `bearer`; `onRefused` is called when it is good no more. */
export function authorize(bearer, onRefused) {
  token = bearer;
  refused = onRefused;
}

/** Calls the API and answers `{data, etag}`; whatever is no success is thrown as a `Problem`. */
export async function call(method, path, { body, headers = {} } = {}) {
  const start = performance.now();
  const bearer = token;
  const init = { method, headers: { ...headers } };
  if (bearer) init.headers.authorization = `Bearer ${bearer}`;
  if (body !== undefined) {
    init.headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, { ...init, cache: 'no-store' });
  } catch {
    report(method, path, 0, start);
    throw new Problem(0, { code: 'unreachable', message: 'The service cannot be reached.' });
  }
  report(method, path, response.status, start);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return { data: answer.data ?? answer, etag: response.headers.get('etag') };
  const problem = new Problem(response.status, answer?.error ?? { code: 'internal', message: 'The answer cannot be read.' });
  if (response.status === 401 && bearer === token) refused(problem);
  throw problem;
}
