/** Was einen Tag ausmacht: Personal, Flotte, Aufträge, Ereignisse und das Experiment. */
import { count } from '../../format';
import type { Catalogue } from '../en';

export const staffing: Catalogue['staffing'] = {
  title: 'Personal',
  lead: 'Ziehen Sie über die Stunden, um die Zahl der Personen einzutragen. Mit der Tastatur: Pfeiltasten wählen, Ziffern setzen, + und − ändern.',
  roles: {
    picker: 'Kommissionierer',
    packer: 'Packer',
    shipper: 'Verlader',
    operator: 'Bediener',
  },
  roleOne: {
    picker: 'Kommissionierer',
    packer: 'Packer',
    shipper: 'Verlader',
    operator: 'Bediener',
  },
  brush: 'Eintragen mit',
  heads: 'Personen',
  mean: (value) => `ø ${value}`,
  hours: 'Stunden',
  cost: 'Kosten',
  total: 'Summe',
  add: (role) => `${role} hinzufügen`,
  removeRole: (role) => `${role} entfernen`,
  cell: (role, time, heads) => `${role}, ${time}: ${heads}`,
  grid: 'Personen nach Rolle und Uhrzeit',
  summary: (from, to, hours, cost) => `${from} – ${to} · ${hours} h · ${cost}`,
  role: 'Rolle',
  none: 'Niemand hat Schicht. Fügen Sie eine Rolle hinzu.',
  each: 'Je Rolle',
  also: 'Springen ein für',
  breaks: 'Pausen',
  shifts: 'Schichten',
  addShift: 'Schicht hinzufügen',
  removeShift: 'Diese Schicht entfernen',
  noBreaks: 'Keine Pause.',
  addBreak: 'Pause hinzufügen',
  removeBreak: 'Diese Pause entfernen',
  groupsHint: 'Bei mehr als einer Gruppe gehen die Gruppen nacheinander in die Pause.',
};

export const fleet: Catalogue['fleet'] = {
  title: 'Flotte',
  lead: 'Mobile Roboter bringen Ware von den Regalen zu den Packplätzen, Stapler und Hubwagen lagern Paletten ein.',
  types: {
    amr: 'Mobile Roboter (AMR)',
    agv: 'Fahrerlose Fahrzeuge (FTF)',
    forklift: 'Stapler',
    pallet_jack: 'Hubwagen',
  },
  none: 'Kein Fahrzeug: Die Kommissionierer tragen die Ware selbst zu den Packplätzen.',
  add: (name) => `${name} hinzufügen`,
  traffic: 'Verkehr',
};

export const demand: Catalogue['demand'] = {
  title: 'Aufträge',
  lead: 'Aufträge gehen zufällig mit etwa diesen Raten ein (Poisson-Prozess).',
  byHour: 'Aufträge in jeder Stunde des Tages',
  byQuarter: 'Aufträge in jeder Viertelstunde',
  windows: 'Auftragseingang',
  addWindow: 'Abschnitt hinzufügen',
  removeWindow: 'Diesen Abschnitt entfernen',
  work: 'Arbeit je Auftrag',
  rules: 'Regeln',
  due: 'Wann Aufträge fällig sind',
  recorded: 'Aufgezeichnete Aufträge',
  recordedFacts: (orders, lines, articles) =>
    `${orders} Aufträge mit ${lines} Positionen aus ${articles} Artikeln, wie sie waren. Jede Replikation hat dieselben.`,
  recordedDrop: 'Aufträge stattdessen zufällig ziehen',
  inbound: 'Paletten kommen an',
  inboundAuto: 'Sechs je Stunde für jeden Stapler und Hubwagen.',
  inboundOwn: 'Nach eigenen Zeitfenstern',
  storage: 'Lagerung',
  perDay: (n) => `${n} Aufträge erwartet`,
};

export const events: Catalogue['events'] = {
  title: 'Ereignisse',
  lead: 'Was dem Tag neben dem Plan widerfährt. Sonst trifft jede Variante derselbe Zufall.',
  none: 'Ein gewöhnlicher Tag: Nichts ist gesperrt, niemand fehlt.',
  kinds: {
    part_blocked: 'Lager gesperrt',
    aisle_blocked: 'Gang gesperrt',
    spill: 'Verschüttetes',
    absent: 'Abwesend',
    demand_surge: 'Auftragsspitze',
    vehicle_down: 'Fahrzeug fällt aus',
    station_down: 'Arbeitsplatz fällt aus',
    dock_closed: 'Tor geschlossen',
  },
  add: 'Ereignis hinzufügen',
  kind: 'Was',
  target: 'Wo',
  amounts: {
    absent: 'Personen, die fehlen',
    demand_surge: 'Aufträge mal',
    vehicle_down: 'Fahrzeuge, die ausfallen',
  },
  area: 'Gesperrte Fläche',
  areaHint:
    'Ziehen Sie das Rechteck, um es zu verschieben, seine Griffe für die Größe, den Knauf zum Drehen; daneben gezogen entsteht ein neues. Alt ist ohne Raster. Oder geben Sie den Ort ein.',
  targetPlan: (kind) => `Plan für das Objekt: ${kind}`,
  targetHint: 'Klicken Sie ein Objekt im Plan an, oder wählen Sie es aus der Liste.',
  areaPlan: (kind) => `Plan für die gesperrte Fläche: ${kind}`,
  turned: 'Gedreht um',
  from: 'Von',
  to: 'Bis',
  remove: 'Dieses Ereignis entfernen',
  line: 'Der Tag',
  lineHint:
    'Ziehen Sie einen Balken oder seine Enden. Mit der Tastatur: ← → bewegen, mit Umschalt um eine Stunde, + und − ändern die Länge, ↑ ↓ gehen zum nächsten, Entf entfernt. Alt beim Ziehen: auf die Minute.',
  bar: (kind, name, from, to) => `${kind}, ${name}, ${from} bis ${to}`,
  shift: (role, least, most) => `${role} in der Schicht: von ${least} bis ${most}`,
  choose: 'Auswählen',
};

export const experiment: Catalogue['experiment'] = {
  title: 'Experiment',
  lead: 'Wie oft der Tag mit anderem Zufall gespielt wird, wie lang er ist und was gefilmt wird.',
  day: 'Der Tag',
  start: 'Beginnt um',
  replications: 'Replikationen',
  filming: 'Clips',
  cameras: 'Kameras',
  noCameras: 'Der Standort hat keine Kamera. Fügen Sie auf seiner Seite eine hinzu, um Clips zu sehen.',
  clipStart: 'Gefilmt ab',
  clipBusiest: 'Dem vollsten Moment',
  clipAt: 'Einer bestimmten Zeit',
  models: { renderer: 'Der Renderer des Produkts', diffusers: 'Das installierte Videomodell' },
};

export const stations: Catalogue['stations'] = {
  title: 'Plätze',
  lead: 'Wo Aufträge gepackt und versandt werden, Paletten ankommen, Arbeitsaufträge bearbeitet und Fahrzeuge geladen werden. Ein Platz folgt dem Objekt, zu dem er gehört.',
  none: 'Noch kein Platz. Einrichtungen wie ein Packtisch bringen ihren eigenen mit.',
  add: (kind) => `Neu: ${kind}`,
  remove: (name) => `${name} entfernen`,
  usedBy: (names) => `Verwendet von ${names}.`,
  here: 'Plätze hier',
  conveyors: 'Förderer',
  conveyorsLead:
    'Ein Band trägt ohne Hände von einem Platz zum anderen: gepackte Aufträge zum Tor, Arbeitsaufträge zum nächsten Schritt.',
  conveyorNeeds: 'Ein Förderer braucht zwei Plätze.',
  addConveyor: 'Förderer hinzufügen',
  belt: (from, to) => `${from} → ${to}`,
  facts: (kind, part, servers) =>
    [kind, part, count(servers, 'Bedienplatz', 'Bedienplätze')].filter(Boolean).join(' · '),
};

export const jobs: Catalogue['jobs'] = {
  title: 'Fertigung',
  lead: 'In einer Fabrik durchlaufen Arbeitsaufträge Schritt für Schritt die Bearbeitungsplätze. Jeder Schritt dauert eine zufällige Zeit; manche werden noch einmal bearbeitet oder sind Ausschuss.',
  none: 'Keine Arbeitsaufträge: Dieser Standort bearbeitet nur Kundenaufträge.',
  noStations:
    'Keine Arbeitsaufträge: Dieser Standort bearbeitet nur Kundenaufträge. Arbeitsaufträge brauchen Bearbeitungsplätze; fügen Sie sie unter Plätze hinzu.',
  add: 'Arbeitsplan hinzufügen',
  arrivals: 'Woher Arbeitsaufträge kommen',
  released: 'Über den Tag freigegeben',
  circulate: 'Eine feste Zahl läuft um',
  steps: 'Schritte der Reihe nach',
  step: (n) => `Schritt ${n}`,
  addStep: 'Schritt hinzufügen',
  earlier: (n) => `Schritt ${n} nach oben`,
  later: (n) => `Schritt ${n} nach unten`,
  picture: (family, mean) => `Verteilung der Bearbeitungszeit: ${family}, Mittel ${mean}`,
};
