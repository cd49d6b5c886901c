/** Teilen über einen Link, und die Seite, die ein solcher Link öffnet. */
import { count } from '../../format';
import type { Catalogue } from '../en';

export const share: Catalogue['share'] = {
  button: 'Teilen …',
  title: 'Über einen Link teilen',
  lead: 'Wer den Link hat, kann ohne Konto ansehen: Kennzahlen, Pläne, Filme und Berichte allein hiervon, nichts sonst aus Ihrer Organisation. Ändern lässt sich nichts.',
  days: 'Der Link gilt',
  daysOption: (n) => count(n, 'Tag', 'Tage'),
  create: 'Link anlegen',
  made: 'Der Link, nur einmal zu sehen',
  madeLead:
    'Kopieren Sie ihn jetzt: Gespeichert ist nur sein Fingerabdruck, er lässt sich nicht noch einmal anzeigen.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  links: 'Links hierzu',
  none: 'Noch hat niemand einen Link hierzu.',
  by: 'Angelegt von',
  until: 'Gilt bis',
  opened: 'Geöffnet',
  openedTimes: (n, last) => (n === 0 ? 'nie' : `${n} ×, zuletzt ${last}`),
  status: { open: 'offen', expired: 'abgelaufen', revoked: 'widerrufen' },
  revoke: 'Widerrufen',
  revokeLabel: (until) => `Den Link widerrufen, der bis ${until} gilt`,
  sharedBy: (organisation) => `Geteilt von ${organisation}`,
  worksUntil: (day) => `bis ${day}`,
  subjects: 'Was geteilt wurde',
  comparison: 'Vergleich',
  readOnly: 'Sie können dies ansehen und die Berichte mitnehmen; ändern lässt sich hier nichts.',
  reportNotYet: 'Der Bericht wird noch geschrieben: Laden Sie die Seite in einer Minute neu.',
  noFilmTitle: 'Hier ist kein Tag anzusehen',
  noFilm:
    'Er wird vorbereitet, wenn ein Link entsteht; für diesen geschah das nicht. Bitten Sie um einen neuen Link.',
  goneTitle: { expired: 'Dieser Link ist abgelaufen', revoked: 'Dieser Link wurde widerrufen' },
  gone: {
    expired: 'Er galt nur eine bestimmte Zeit. Bitten Sie die Person, die ihn geschickt hat, um einen neuen.',
    revoked:
      'Die Person, die ihn geteilt hat, hat ihn beendet. Fragen Sie dort nach, wenn Sie ihn noch brauchen.',
  },
  unknownTitle: 'Dieser Link führt zu nichts',
  unknown:
    'Er ist unvollständig, oder was er zeigte, wurde gelöscht. Fragen Sie die Person, die ihn geschickt hat; der Teil hinter dem # gehört dazu.',
  busyTitle: 'Zu viele Versuche',
  busy: 'Warten Sie eine Minute und laden Sie die Seite dann neu.',
};
