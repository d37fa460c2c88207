// Tabs by the ARIA pattern: arrows, Home and End move between them, and the address remembers which is open.

const tabs = [...document.querySelectorAll('[role=tab]')];

/** Which tab is open. */
export const open = () => tabs.find((tab) => tab.getAttribute('aria-selected') === 'true').getAttribute('aria-controls');

/** Hides every tab but those of `names`. */
export function only(names) {
  for (const tab of tabs) tab.hidden = !names.includes(tab.getAttribute('aria-controls'));
}

function select(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute('aria-selected', String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute('aria-controls')).hidden = !chosen;
  }
  tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  history.replaceState(null, '', `#${open()}`);
}

/** Makes the tabs work; `onOpen` hears which one was opened. */
export function start(onOpen) {
  const there = () => tabs.filter((tab) => !tab.hidden);
  const choose = (tab) => {
    select(tab);
    onOpen(open());
  };
  for (const tab of tabs) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const all = there();
      const at = all.indexOf(tab);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const target = all[next % all.length];
      choose(target);
      target.focus();
    });
  }
  const asked = there().find((tab) => `#${tab.getAttribute('aria-controls')}` === location.hash);
  choose(asked ?? there()[0]);
}
