/** Sharing a comparison or a run by a link, and the page that such a link opens. */
import { count } from '../../format';

export const share = {
  button: 'Share…',
  title: 'Share by a link',
  lead: 'Whoever has the link can look, without an account: figures, plans, films and reports of this alone, nothing else of your organisation, and nothing can be changed.',
  days: 'The link works for',
  daysOption: (n: number) => count(n, 'day', 'days'),
  create: 'Make a link',
  made: 'The link, shown once',
  madeLead: 'Copy it now: only its fingerprint is stored, so it cannot be shown again.',
  copy: 'Copy',
  copied: 'Copied',
  links: 'Links to this',
  none: 'Nobody has a link to this yet.',
  by: 'Made by',
  until: 'Works until',
  opened: 'Opened',
  openedTimes: (n: number, last: string) => (n === 0 ? 'never' : `${n} ×, last ${last}`),
  status: { open: 'open', expired: 'expired', revoked: 'revoked' },
  revoke: 'Revoke',
  revokeLabel: (until: string) => `Revoke the link that works until ${until}`,
  sharedBy: (organisation: string) => `Shared by ${organisation}`,
  worksUntil: (day: string) => `until ${day}`,
  readOnly: 'You can look at this and take its reports home; nothing can be changed here.',
  reportNotYet: 'The report is still being written: reload the page in a minute.',
  goneTitle: { expired: 'This link has expired', revoked: 'This link was revoked' },
  gone: {
    expired: 'It worked for a limited time. Ask whoever sent it for a new one.',
    revoked: 'Whoever shared it has ended it. Ask them if you still need to see it.',
  },
  unknownTitle: 'This link does not work',
  unknown:
    'It is incomplete, or what it showed was deleted. Ask whoever sent it; the part behind the # belongs to it.',
  busyTitle: 'Too many tries',
  busy: 'Wait a minute, then reload the page.',
};
