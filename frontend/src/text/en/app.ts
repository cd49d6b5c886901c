/** The frame of every page, errors, sign-in and settings. */

export const app = {
  name: 'Foresite',
  skip: 'Skip to the content',
  home: 'Facilities',
  settings: 'Settings',
  signOut: 'Sign out',
  theme: 'Appearance',
  themes: { light: 'Light', dark: 'Dark', auto: 'As the system' },
  language: 'Language',
  account: (short: string, name: string) => `${short}: account of ${name}`,
  organisations: 'Organisation',
  breadcrumb: 'Where you are',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  remove: 'Remove',
  retry: 'Try again',
  loading: 'Loading…',
  notFoundTitle: 'There is nothing here',
  notFound: 'The page does not exist, or it belongs to an organisation that you are not a member of.',
  toFacilities: 'Go to the facilities',
  readOnly: 'You can look but not change: your role in this organisation is viewer or analyst.',
};

/** What numbers are dressed with, besides the units of physics. */
export const figures = {
  range: (low: string, high: string) => `${low} to ${high}`,
  points: 'pt',
  perOrder: '€/order',
  justNow: 'just now',
  ago: (time: string) => `${time} ago`,
};

export const errors = {
  title: 'This could not be loaded',
  unreachable:
    'The server does not answer. Check that it is running and that you are online, then try again.',
  signedOut: 'You are signed out. Sign in again; what you have not saved is still on this page.',
  forbidden: 'Your role does not allow this. Ask an administrator of your organisation.',
  notFound: 'It does not exist any more, or you have no access to it.',
  server: 'The server made a mistake. Try again; if it stays, tell your administrator the time it happened.',
  crashed: 'This part of the page stopped working. Reload the page; saved work is not lost.',
  reload: 'Reload',
};

export const signIn = {
  title: 'Sign in',
  lead: 'What happens if we change the layout, the staffing or the fleet?',
  email: 'E-mail',
  password: 'Password',
  show: 'Show what is typed',
  submit: 'Sign in',
  busy: 'Signing in…',
  wrong: 'E-mail or password is not right.',
  help: 'No account yet? An administrator of your organisation can add you under Settings, Members.',
};

export const settings = {
  title: 'Settings',
  members: 'Members',
  clients: 'API clients',
  audit: 'Audit',
  models: 'Models',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  roles: { viewer: 'Viewer', analyst: 'Analyst', planner: 'Planner', admin: 'Administrator' },
  password: 'First password',
  addMember: 'Add a member',
  removeMember: (name: string) => `Remove ${name}`,
  addClient: 'New API client',
  clientId: 'Client id',
  scopes: 'Scopes',
  secretTitle: 'The secret, shown once',
  secret: 'Copy it now: it is stored only as a hash and cannot be shown again.',
  copied: 'Copied',
  copy: 'Copy',
  noClients: 'No API client yet. One lets another program use the API with OAuth 2 client credentials.',
  noAudit: 'Nothing has been recorded yet.',
  when: 'When',
  who: 'Who',
  what: 'What',
  adminOnly: 'Only administrators of the organisation can see and change this.',
  created: 'Created',
  system: 'System',
};
