// Who is signed in. The token lives as long as the browser's tab does.

import { authorize, call } from './api.js';
import { byId, h, notice } from './dom.js';

const KEY = 'profile-console-session';
const WHY = 'profile-console-ended';
const DEMO = [
  ['usr_123456789', 'John Doe', 'a member'],
  ['usr_987654321', 'Jane Developer', 'another member'],
  ['anon_visitor', 'A guest', 'has aliases and no profile'],
];

/** Begins a session when somebody signs in, now or as the tab remembers; `begin` is told who. */
export function start(begin) {
  const enter = (session) => {
    authorize(session.token, (problem) => leave(problem.message));
    byId('sign-in').hidden = true;
    byId('board').hidden = byId('who').hidden = false;
    byId('who-id').textContent = session.sub;
    begin(session.sub);
  };
  const signIn = async (sub) => {
    const problem = byId('sign-in-error');
    problem.textContent = '';
    try {
      const { data } = await call('POST', '/dev/token', { body: { sub } });
      const session = { sub, token: data.token };
      sessionStorage.setItem(KEY, JSON.stringify(session));
      enter(session);
      byId('main').focus();
    } catch (error) {
      problem.textContent = error.words ?? String(error);
    }
  };
  const people = DEMO.map(([sub, name, what]) => h('button', { type: 'button', class: 'person', onclick: () => signIn(sub) },
    h('strong', {}, name), h('span', { class: 'quiet' }, what), h('code', {}, sub)));
  byId('demo-users').replaceChildren(...people);
  byId('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const field = byId('sign-in-id');
    const sub = field.value.trim();
    const good = /^[A-Za-z0-9_-]{1,64}$/.test(sub);
    field.setAttribute('aria-invalid', String(!good));
    if (good) signIn(sub);
    else {
      byId('sign-in-error').textContent = 'An id has 1 to 64 letters, digits, _ and -.';
      field.focus();
    }
  });
  byId('sign-out').addEventListener('click', () => leave());
  const why = sessionStorage.getItem(WHY);
  sessionStorage.removeItem(WHY);
  if (why) notice(`${why} Please sign in again.`, true);
  const kept = sessionStorage.getItem(KEY);
  if (kept) enter(JSON.parse(kept));
  else byId('sign-in').hidden = false;
}

/** Ends the session and starts the page anew, so that nothing of one person is left for the next. */
function leave(why) {
  sessionStorage.removeItem(KEY);
  if (why) sessionStorage.setItem(WHY, why);
  location.reload();
}
