/** Der Rahmen jeder Seite, Fehler, Anmeldung und Einstellungen. */
import type { Catalogue } from '../en';

export const app: Catalogue['app'] = {
  name: 'Foresite',
  skip: 'Zum Inhalt springen',
  home: 'Standorte',
  settings: 'Einstellungen',
  signOut: 'Abmelden',
  theme: 'Darstellung',
  themes: { light: 'Hell', dark: 'Dunkel', auto: 'Wie das System' },
  language: 'Sprache',
  account: (short, name) => `${short}: Konto von ${name}`,
  organisations: 'Organisation',
  breadcrumb: 'Wo Sie sind',
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  remove: 'Entfernen',
  retry: 'Noch einmal versuchen',
  loading: 'Wird geladen …',
  notFoundTitle: 'Hier ist nichts',
  notFound: 'Die Seite gibt es nicht, oder sie gehört einer Organisation, in der Sie nicht Mitglied sind.',
  toFacilities: 'Zu den Standorten',
  readOnly: 'Sie können hier nur lesen: Ihre Rolle in dieser Organisation ist Betrachter oder Auswerter.',
};

export const figures: Catalogue['figures'] = {
  range: (low, high) => `${low} bis ${high}`,
  points: '%-Pkt.',
  perOrder: '€/Auftrag',
  justNow: 'gerade eben',
  ago: (time) => `vor ${time}`,
};

export const errors: Catalogue['errors'] = {
  title: 'Das konnte nicht geladen werden',
  unreachable:
    'Der Server antwortet nicht. Prüfen Sie, ob er läuft und ob Sie mit dem Netz verbunden sind, und versuchen Sie es noch einmal.',
  signedOut:
    'Sie sind abgemeldet. Melden Sie sich wieder an; was Sie noch nicht gespeichert haben, steht weiter auf dieser Seite.',
  forbidden: 'Ihre Rolle erlaubt das nicht. Fragen Sie einen Administrator Ihrer Organisation.',
  notFound: 'Das gibt es nicht mehr, oder Sie haben keinen Zugriff darauf.',
  server:
    'Dem Server ist ein Fehler unterlaufen. Versuchen Sie es noch einmal; bleibt der Fehler, nennen Sie Ihrem Administrator die Uhrzeit.',
  crashed:
    'Dieser Teil der Seite arbeitet nicht mehr. Laden Sie die Seite neu; Gespeichertes geht nicht verloren.',
  reload: 'Neu laden',
};

export const signIn: Catalogue['signIn'] = {
  title: 'Anmelden',
  lead: 'Was geschieht, wenn wir Layout, Personal oder Flotte ändern?',
  email: 'E-Mail',
  password: 'Passwort',
  show: 'Eingabe anzeigen',
  submit: 'Anmelden',
  busy: 'Anmeldung läuft …',
  wrong: 'E-Mail oder Passwort stimmt nicht.',
  againTitle: 'Ihre Sitzung ist abgelaufen',
  again:
    'Melden Sie sich wieder an, um weiterzuarbeiten. Ihre Änderungen stehen noch hier und werden gleich danach gespeichert.',
  somebodyElse: 'Als jemand anders anmelden',
  help: 'Noch kein Konto? Ein Administrator Ihrer Organisation kann Sie unter Einstellungen, Mitglieder aufnehmen.',
};

export const settings: Catalogue['settings'] = {
  title: 'Einstellungen',
  members: 'Mitglieder',
  clients: 'API-Clients',
  audit: 'Protokoll',
  models: 'Modelle',
  name: 'Name',
  email: 'E-Mail',
  role: 'Rolle',
  roles: { viewer: 'Betrachter', analyst: 'Auswerter', planner: 'Planer', admin: 'Administrator' },
  password: 'Erstes Passwort',
  addMember: 'Mitglied aufnehmen',
  removeMember: (name) => `${name} entfernen`,
  addClient: 'Neuer API-Client',
  clientId: 'Client-ID',
  scopes: 'Berechtigungen',
  secretTitle: 'Das Geheimnis, nur einmal zu sehen',
  secret:
    'Kopieren Sie es jetzt: Gespeichert wird nur eine Prüfsumme, es kann nicht noch einmal angezeigt werden.',
  copied: 'Kopiert',
  copy: 'Kopieren',
  noClients:
    'Noch kein API-Client. Mit einem API-Client nutzt ein anderes Programm die Schnittstelle (OAuth 2, Client Credentials).',
  noAudit: 'Noch ist nichts verzeichnet.',
  when: 'Wann',
  who: 'Wer',
  what: 'Was',
  adminOnly: 'Nur Administratoren der Organisation können dies sehen und ändern.',
  created: 'Angelegt',
  actions: {
    'api_client.created': 'API-Client angelegt',
    'api_client.deleted': 'API-Client entfernt',
    'camera.created': 'Kamera hinzugefügt',
    'camera.deleted': 'Kamera entfernt',
    'camera.updated': 'Kamera geändert',
    'comparison.created': 'Vergleich angelegt',
    'share_link.created': 'Link geteilt',
    'share_link.opened': 'Geteilter Link geöffnet',
    'share_link.revoked': 'Geteilter Link widerrufen',
    'facility.created': 'Standort angelegt',
    'facility.deleted': 'Standort entfernt',
    'facility.renamed': 'Standort umbenannt',
    'footage.deleted': 'Aufnahme entfernt',
    'footage.uploaded': 'Aufnahme hochgeladen',
    'member.created': 'Mitglied aufgenommen',
    'member.deleted': 'Mitglied entfernt',
    'member.updated': 'Rolle eines Mitglieds geändert',
    'report.created': 'Bericht geschrieben',
    'revision.corrected': 'Klassen von Teilen korrigiert',
    'revision.uploaded': 'CAD hochgeladen',
    'run.cancelled': 'Lauf abgebrochen',
    'run.started': 'Lauf gestartet',
    'scenario.created': 'Szenario angelegt',
    'scenario.renamed': 'Szenario umbenannt',
    'scenario.saved': 'Szenario gespeichert',
    'tuned_model.created': 'Modell angepasst',
    'tuned_model.deleted': 'Angepasstes Modell entfernt',
    'tuned_model.used': 'Angepasstes Modell gewählt',
  },
  system: 'System',
};
