/** Wie jedes Feld des Szenarios heißt, was es zur Wahl gibt und warum ein Wert abgelehnt wird. */
import type { Catalogue } from '../en';

const roles = {
  picker: 'Kommissionierer',
  packer: 'Packer',
  shipper: 'Versandmitarbeiter',
  operator: 'Bediener',
};
const span = { start_s: { label: 'Von' }, end_s: { label: 'Bis' } };

export const fields: Catalogue['fields'] = {
  Battery: {
    capacity_kwh: { label: 'Batterie' },
    drive_w: { label: 'Leistung beim Fahren' },
    idle_w: { label: 'Leistung im Stand' },
    charge_w: { label: 'Ladeleistung' },
    start_share: { label: 'Ladestand zu Beginn' },
    low_share: { label: 'Fährt zum Laden unter' },
    full_share: { label: 'Fährt weiter ab' },
    opportunity: { label: 'Lädt, wann immer nichts zu tun ist' },
    rescue_s: {
      label: 'Batterie gebracht nach',
      on: 'Ein leeres Fahrzeug bekommt eine Batterie gebracht',
      help: 'Bis dahin steht ein Fahrzeug mit leerer Batterie im Weg; sonst für den Rest des Tages.',
    },
  },
  Break: { ...span, groups: { label: 'Gruppen' } },
  Conveyor: {
    id: { label: 'Name' },
    from_station: { label: 'Von Platz' },
    to_station: { label: 'Zu Platz' },
    speed_mps: { label: 'Bandgeschwindigkeit' },
    length_m: {
      label: 'Länge',
      on: 'Länge wie gemessen',
      help: 'Sonst so lang wie ihr Verlauf oder wie der Weg zwischen den Plätzen.',
    },
    path: { label: 'Verlauf über den Boden', on: 'Eigener Verlauf' },
    capacity: {
      label: 'Fasst',
      on: 'Fasst eine begrenzte Zahl',
      help: 'Ein volles Band staut: Wer etwas aufzulegen hat, wartet damit in der Hand.',
    },
  },
  Demand: {
    windows: { label: 'Auftragseingang' },
    recorded: { label: 'Aufgezeichnete Aufträge' },
    inbound: { label: 'Paletten kommen an', on: 'Nach eigenen Zeitfenstern' },
    lines_per_order_mean: { label: 'Positionen je Auftrag, Mittel' },
    units_per_line_mean: {
      label: 'Stück je Position, Mittel',
      help: 'Gilt nicht für aufgezeichnete Aufträge.',
    },
    orders_per_tour: { label: 'Aufträge je Rundgang' },
    pick_s: { label: 'Zeit je Entnahme' },
    pick_unit_s: { label: 'und für jedes weitere Stück einer Position' },
    pack_s: { label: 'Zeit zum Packen eines Auftrags' },
    pack_unit_s: { label: 'und für jedes weitere Stück eines Auftrags' },
    ship_s: { label: 'Zeit zum Versenden eines Auftrags' },
    promise_s: { label: 'Zugesagte Zeit', help: 'Gilt, wo es keinen Annahmeschluss gibt.' },
    cutoffs_s: {
      label: 'Annahmeschlüsse',
      help: 'Ein Auftrag, der vor dem Annahmeschluss eingeht, ist zu diesem fällig.',
    },
    patience_s: { label: 'Storniert nach', on: 'Aufträge werden storniert' },
    release: {
      label: 'Welcher Auftrag zuerst kommt',
      choices: {
        first_come: 'Der zuerst eingegangene',
        due_first: 'Der zuerst fällige',
        smallest_first: 'Der kleinste',
      },
    },
    batching: {
      label: 'Welche Aufträge einen Rundgang teilen',
      choices: { first_come: 'Die nächsten', nearest: 'Deren Ware nah beieinander liegt' },
    },
    assignment: {
      label: 'Wer die nächste Aufgabe bekommt',
      choices: { nearest: 'Wer am nächsten ist', longest_idle: 'Wer am längsten wartet' },
    },
    station_choice: {
      label: 'Zu welchem Platz ein Auftrag geht',
      choices: { shortest_line: 'Zu dem mit der kürzesten Schlange', nearest: 'Zum nächsten offenen' },
    },
    routing: {
      label: 'Wegstrategie der Kommissionierer',
      choices: {
        shortest: 'Kürzester Weg',
        s_shape: 'Schleife, Gang für Gang',
        largest_gap: 'Um die größte Lücke',
        return: 'In jeden Gang hinein und zurück',
      },
    },
  },
  DemandWindow: {
    ...span,
    orders_per_hour: { label: 'Aufträge je Stunde' },
    promise_s: { label: 'Zugesagt binnen', empty: 'wie alle' },
  },
  Duration: {
    family: {
      label: 'Verteilung',
      choices: {
        constant: 'Konstant',
        exponential: 'Exponential',
        erlang: 'Erlang',
        gamma: 'Gamma',
        lognormal: 'Lognormal',
        hyperexponential: 'Hyperexponential',
        uniform: 'Gleichverteilt',
      },
    },
    mean_s: { label: 'Mittlere Zeit' },
    cv: { label: 'Variationskoeffizient' },
  },
  Experiment: {
    horizon_s: { label: 'Länge des Tages' },
    replications: {
      label: 'Replikationen',
      help: 'Mehr Replikationen machen die Konfidenzintervalle enger: viermal so viele halbieren sie.',
    },
    target_half_width: {
      label: 'Halbe Breite der Intervalle, vom Mittel',
      on: 'Weiterrechnen, bis jede Hauptkennzahl genau genug bekannt ist',
    },
    max_replications: { label: 'Höchstens Replikationen' },
    smallest_difference: {
      label: 'Kleinster Unterschied, auf den es ankommt',
      help: 'Unterschiede unter diesem Anteil der Basis ändern Ihre Entscheidung nicht.',
    },
    selection: {
      label: 'Wie die beste von mehreren Varianten gefunden wird',
      choices: {
        kim_nelson: 'Replikation für Replikation (Kim und Nelson)',
        ocba: 'Mehr Replikationen, wo sie am meisten sagen (OCBA)',
      },
    },
    long_run: {
      label: 'Auch den Dauerbetrieb schätzen',
      help: 'Was bleibt, wenn der Anlauf des Tages abgeklungen ist.',
    },
    seed: {
      label: 'Startwert des Zufalls',
      help: 'Szenarien mit demselben Startwert treffen auf dieselben Aufträge und Personen; Unterschiede kommen dann vom Plan.',
    },
    confidence: { label: 'Konfidenz der Intervalle' },
    start_of_day: { label: 'Beginnt um' },
    clip_camera_ids: { label: 'Kameras' },
    clip_start_s: { label: 'Gefilmt ab' },
    clip_duration_s: { label: 'Länge eines Clips' },
    clip_width_px: { label: 'Bildbreite' },
    clip_height_px: { label: 'Bildhöhe' },
    clip_model: { label: 'Was die Clips rendert' },
  },
  FaceStock: {
    lines: { label: 'Positionen auf einem vollen Platz' },
    reorder_share: { label: 'Nachschub unter' },
  },
  InboundWindow: { ...span, pallets_per_hour: { label: 'Paletten je Stunde' } },
  JobWindow: { ...span, jobs_per_hour: { label: 'Arbeitsaufträge je Stunde' } },
  Placement: {
    x_m: { label: 'x' },
    y_m: { label: 'y' },
    z_m: { label: 'Über dem Boden' },
    heading_rad: { label: 'Richtung' },
  },
  RecordedOrders: {
    arrival_s: { label: 'Zeit jedes Auftrags' },
    articles: { label: 'Artikel' },
    units: { label: 'Stückzahlen' },
    due_s: { label: 'Wann jeder Auftrag fällig ist' },
  },
  Rework: {
    probability: { label: 'Noch einmal bearbeitet' },
    to_step: { label: 'Ab Schritt' },
  },
  RoleStaffing: {
    role: { label: 'Rolle', choices: roles },
    shifts: { label: 'Schichten' },
    hourly_cost: { label: 'Kosten je Stunde' },
    walking_speed_mps: { label: 'Gehgeschwindigkeit' },
    walking_speed_sd_mps: { label: 'Streuung der Geschwindigkeit' },
    breaks: { label: 'Pausen' },
    also: {
      label: 'Springen ein für',
      help: 'Sie übernehmen wartende Arbeit dieser Rollen, wenn sie keine eigene haben.',
      choices: roles,
    },
    at_end: {
      label: 'Wenn Schichtende oder Pause kommt',
      choices: { finish: 'Die Tour beenden', hand_over: 'Den Rest übergeben' },
    },
  },
  Routing: {
    id: { label: 'Name' },
    windows: { label: 'Freigegebene Arbeitsaufträge' },
    population: {
      label: 'Arbeitsaufträge im Umlauf',
      help: 'Ein fertiger Arbeitsauftrag beginnt von vorn.',
    },
    steps: { label: 'Schritte' },
    moved_by: {
      label: 'Zwischen Plätzen ohne Förderer',
      choices: { nothing: 'Ohne Zeitverlust', vehicle: 'Mit AMR oder FTF der Flotte' },
    },
    due_s: {
      label: 'Zugesagt von Freigabe bis zum letzten Schritt',
      on: 'Arbeitsaufträge haben eine zugesagte Zeit',
    },
  },
  Shift: { ...span, heads: { label: 'Personen' } },
  Station: {
    id: { label: 'Name' },
    kind: {
      label: 'Art',
      choices: {
        pack: 'Packplatz',
        ship: 'Versandtor',
        receive: 'Wareneingangstor',
        work: 'Bearbeitungsplatz',
        charge: 'Ladeplatz',
        park: 'Stellplatz',
      },
    },
    part_id: { label: 'Gehört zu Objekt', empty: 'Keines' },
    at: { label: 'Ort', on: 'Steht an einem eigenen Ort' },
    capacity: { label: 'Bedienplätze' },
    manned: { label: 'Jeder Bedienplatz braucht einen Bediener' },
    buffer: {
      label: 'Wartende Arbeitsaufträge, höchstens',
      on: 'Platz für Wartende ist begrenzt',
      help: 'Ist der Puffer voll, wird der Platz davor blockiert.',
    },
    pool: {
      label: 'Teilt eine Warteschlange',
      empty: 'Nein, eigene Schlange',
      help: 'Plätze einer Art mit demselben Namen hier teilen eine Schlange.',
    },
  },
  Step: {
    stations: {
      label: 'Plätze',
      empty: 'Keiner: eine Wartezeit',
      help: 'Der erste freie, sonst der mit der kürzesten Schlange. Ohne Platz warten alle nebeneinander (Trocknen, Abkühlen).',
    },
    process: { label: 'Bearbeitungszeit' },
    rework: { label: 'Nacharbeit', on: 'Manche werden noch einmal bearbeitet' },
    scrap_probability: { label: 'Ausschuss' },
  },
  Storage: {
    part_ids: { label: 'Lagerobjekte', on: 'Nur manche Objekte halten Ware', empty: 'Keines' },
    face_pitch_m: { label: 'Abstand der Pickplätze' },
    policy: {
      label: 'Wo Artikel liegen',
      choices: {
        random: 'Chaotisch',
        abc: 'Schnelldreher nahe den Packplätzen (ABC)',
        given: 'Wie mit den aufgezeichneten Aufträgen angegeben',
      },
    },
    popularity: {
      label: 'Wie ungleich gefragt wird (Zipf-Exponent)',
      help: 'Bei 0 ist jeder Platz gleich gefragt. Aufgezeichnete Aufträge bringen das selbst mit.',
    },
    given: { label: 'Wo jeder Artikel liegt' },
    stock: { label: 'Bestand', on: 'Pickplätze laufen leer und werden nachgefüllt' },
  },
  StoredArticle: {
    article: { label: 'Artikel' },
    part_id: { label: 'Objekt' },
    ordinal: { label: 'Pickplatz' },
  },
  Traffic: {
    one_way: {
      label: 'Einbahngänge',
      choices: { none: 'Keine', narrow: 'Wo zwei nicht aneinander vorbeikommen', all: 'Alle' },
    },
    keep_right: { label: 'Fahrzeuge fahren rechts' },
    person_limit_mps: {
      label: 'Tempo neben Personen',
      help: 'Im Umkreis von 1,5 m um eine Person fahren Fahrzeuge nicht schneller.',
    },
  },
  VehicleFleet: {
    type: {
      label: 'Typ',
      choices: {
        amr: 'Mobile Roboter (AMR)',
        agv: 'Fahrerlose Fahrzeuge (FTF)',
        forklift: 'Stapler',
        pallet_jack: 'Hubwagen',
      },
    },
    count: { label: 'Fahrzeuge' },
    length_m: { label: 'Länge' },
    width_m: { label: 'Breite' },
    speed_mps: { label: 'Geschwindigkeit' },
    acceleration_mps2: { label: 'Beschleunigung' },
    hourly_cost: { label: 'Kosten je Stunde' },
    handling_s: { label: 'Zeit zum Auf- und zum Abladen', on: 'Eigene Zeit zum Auf- und Abladen' },
    aisle_m: { label: 'Arbeitsgangbreite mit Last (Ast)', on: 'Gänge nach dem Datenblatt prüfen' },
    battery: { label: 'Batterie', on: 'Fährt mit Batterie' },
  },
};

export const faults: Catalogue['faults'] = {
  number: 'Das ist keine Zahl.',
  whole: 'Hier muss eine ganze Zahl stehen.',
  missing: 'Hier muss etwas stehen.',
  least: (bound) => `Hier steht mindestens ${bound}.`,
  above: (bound) => `Hier steht mehr als ${bound}.`,
  most: (bound) => `Hier steht höchstens ${bound}.`,
  below: (bound) => `Hier steht weniger als ${bound}.`,
  multipleOf: (bound) => `Hier steht ein Vielfaches von ${bound}.`,
  pattern: 'Hier können Buchstaben, Ziffern und _ . : - stehen; vorn ein Buchstabe oder eine Ziffer.',
  short: 'Hier muss etwas stehen.',
  long: (most) => `Hier stehen höchstens ${most} Zeichen.`,
  clock: 'Das ist keine Uhrzeit wie 13:30.',
  taken: (name) => `„${name}“ heißt schon etwas anderes.`,
  rules: {
    endsBefore: 'Das Ende muss nach dem Anfang liegen.',
    lowAboveFull: 'Ein Fahrzeug fährt bei geringerem Ladestand zum Laden, als es weiterfährt.',
    cvUniform: 'Eine gleichverteilte Zeit hat einen Variationskoeffizienten von höchstens 0,577.',
    cvErlang: 'Eine Erlang-Zeit hat einen Variationskoeffizienten über 0 und von höchstens 1.',
    cvHyper: 'Eine hyperexponentielle Zeit hat einen Variationskoeffizienten über 1.',
    cvNone: 'Eine Zeit ohne Streuung ist konstant: Wählen Sie diese Verteilung.',
    clipTooLong: 'Der Clip ist länger als der Tag.',
    clipEndsLate: 'Der Clip endet nach dem Tag.',
    reworkAhead: 'Nacharbeit geht zu einem früheren oder zum selben Schritt zurück.',
    noTime: 'Arbeitsaufträge im Umlauf brauchen einen Schritt, der Zeit kostet.',
    overlap: 'Zwei Abschnitte überschneiden sich.',
    sameStation: 'Ein Förderer führt zu einem anderen Platz.',
    placeNeeded: 'Ein Platz gehört zu einem Objekt oder hat einen eigenen Ort.',
  },
};

export const forms: Catalogue['forms'] = {
  add: 'Hinzufügen',
  removeItem: (n) => `Nr. ${n} entfernen`,
  choose: 'Auswählen',
  gone: (id) => `${id} (gibt es nicht mehr)`,
  back: 'Zurück',
  forward: 'Weiter',
  page: (from, to, all) => `${from} bis ${to} von ${all}`,
  more: 'Weiteres',
};

export const orderFile: Catalogue['orderFile'] = {
  open: 'Aus einer Datei…',
  title: 'Aufträge aus einer Datei',
  file: 'Datei mit Auftragspositionen',
  choose: 'Datei auswählen',
  another: 'Andere Datei',
  hint: 'Eine Tabelle mit einer Zeile je Auftragsposition: CSV oder Excel (XLSX), mit den Spaltennamen in der ersten Zeile. Oder legen Sie sie hier ab.',
  sheet: 'Blatt der Arbeitsmappe',
  meanings: {
    order: 'Auftragsnummer',
    article: 'Artikel',
    when: 'Datum oder Zeit des Auftrags',
    quantity: 'Menge',
    due: 'Fällig',
  },
  chooseColumn: 'Spalte auswählen',
  noColumn: 'Nicht in der Datei',
  preview: 'Erste Zeilen der Datei',
  dateOrder: 'Daten sind geschrieben',
  dateOrders: {
    auto: 'Wie sie sich selbst zeigen',
    day_first: 'Tag vor Monat',
    month_first: 'Monat vor Tag',
  },
  clock: 'Zeiten sind die',
  clocks: { here: 'Der Uhr am Standort', zone: 'Einer anderen Zeitzone' },
  zones: { written: 'Zeitzone der Datei', here: 'Zeitzone des Standorts' },
  opens: 'Aufträge kommen ab',
  closes: 'Aufträge kommen bis',
  spread: 'Die Datei hat keine Uhrzeiten: Aufträge kommen',
  spreads: { random: 'Zufällig über diese Stunden', even: 'Gleichmäßig über diese Stunden' },
  unitsPer: 'Stück je Menge 1',
  mostOrders: 'Nur die ersten Aufträge',
  topArticles: 'Nur die meistgefragten Artikel',
  all: 'alle',
  firstDay: 'Erster Tag',
  lastDay: 'Letzter Tag',
  day: (day, orders) => `${day} · ${orders} Aufträge`,
  chooseDay: (days) =>
    `Die Datei hat ${days} Tage. Wählen Sie oben einen aus oder mehrere, die als einer gespielt werden; der vollste ist jetzt gewählt.`,
  read: 'Datei lesen',
  reading: 'Wird gelesen…',
  lacking: (names) => `Sagen Sie, in welcher Spalte das steht: ${names}.`,
  twice: (name) => `Die Spalte „${name}“ kann nicht zweierlei bedeuten.`,
  fault: 'So ist diese Datei nicht zu lesen.',
  faults: (n) =>
    `${n} Zeilen sind nicht zu lesen. Berichtigen Sie sie in der Datei, oder wählen Sie andere Spalten.`,
  line: (n) => `Zeile ${n}`,
  whole: 'Datei',
  faulty: 'Zeilen, die nicht zu lesen sind',
  faultyChoices: { refuse: 'Datei ablehnen', skip: 'Auslassen und auflisten' },
  skip: 'Alle Zeilen auslassen, die nicht zu lesen sind',
  skipped: (n) => (n === 1 ? '1 Zeile wurde ausgelassen' : `${n} Zeilen wurden ausgelassen`),
  moreFaults: (n) => `und ${n} weitere.`,
  found: 'Was aus der Datei wurde',
  use: 'Diese Aufträge verwenden',
  did: 'Aufträge aus einer Datei',
};

export const runTime: Catalogue['runTime'] = {
  measured: (time, runs) =>
    `Etwa ${time} auf diesem Server, nach ${runs === 1 ? 'dem letzten Lauf' : `den letzten ${runs} Läufen`} dieses Standorts`,
  range: (low, high) => `${low} bis ${high}`,
  guess: (low, high) =>
    `${low} bis ${high}: geschätzt, denn mit dieser Version der Simulation ist hier noch nichts gelaufen`,
  precision: (half, example, confidence) =>
    `Das Intervall jeder Hauptkennzahl reicht dann höchstens ${half} nach beiden Seiten: Ein Mittel von 500 Aufträgen je Stunde wäre auf ±${example} bekannt, mit ${confidence} Konfidenz.`,
  open: (first, most) =>
    `Zuerst werden ${first} Replikationen gespielt; weitere folgen, solange eine Kennzahl ungenauer bekannt ist, bis zu ${most}.`,
  fixed: (n) =>
    `Genau ${n} ${n === 1 ? 'Replikation wird' : 'Replikationen werden'} gespielt, wie breit die Intervalle dann auch sind.`,
  one: 'Aus einer einzigen Replikation folgt kein Intervall.',
};

export const move: Catalogue['move'] = {
  offer: (number) => `Standort r${number} liegt vor`,
  hint: 'Eine neuere Revision des Standorts wurde importiert. Dieses Szenario spielt noch die, für die es gemacht ist.',
  title: 'Zur neueren Revision des Standorts wechseln',
  lead: (file, number) => `Revision ${number} des Standorts stammt aus ${file}.`,
  nothing: 'Nichts geht verloren: Alles, was dieses Szenario ändert, ist noch da.',
  losses: (n) => (n === 1 ? 'Eines ginge verloren:' : `${n} Dinge gingen verloren:`),
  history: 'Das Szenario, wie es jetzt ist, bleibt in seinem Verlauf.',
  go: 'Wechseln',
  stay: 'Bleiben',
};
