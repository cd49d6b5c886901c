/** What every field of the scenario document is called, what its choices are, and why a value is refused. */
import type { FieldWords } from '../../fields/words';

const roles = { picker: 'Pickers', packer: 'Packers', shipper: 'Shippers', operator: 'Operators' };
const span = { start_s: { label: 'From' }, end_s: { label: 'To' } };

export const fields: FieldWords = {
  Battery: {
    capacity_kwh: { label: 'Battery' },
    drive_w: { label: 'Power while driving' },
    idle_w: { label: 'Power while standing' },
    charge_w: { label: 'Charging power' },
    start_share: { label: 'Charge at the start' },
    low_share: { label: 'Goes charging below' },
    full_share: { label: 'Goes on from' },
    opportunity: { label: 'Charges whenever it has nothing to do' },
    rescue_s: {
      label: 'Battery brought after',
      on: 'An empty vehicle is brought a battery',
      help: 'A vehicle whose battery is empty stands in the way until then; if never, for the rest of the day.',
    },
  },
  Break: { ...span, groups: { label: 'Groups' } },
  Conveyor: {
    id: { label: 'Name' },
    from_station: { label: 'From station' },
    to_station: { label: 'To station' },
    speed_mps: { label: 'Belt speed' },
    length_m: {
      label: 'Length',
      on: 'Length as measured',
      help: 'Otherwise as long as its course, or as the walk between the stations.',
    },
    path: { label: 'Course over the floor', on: 'Course of its own' },
    capacity: {
      label: 'Holds',
      on: 'Holds a limited number',
      help: 'A full belt accumulates: whoever has something for it waits with it in hand.',
    },
  },
  Demand: {
    windows: { label: 'Order arrivals' },
    recorded: { label: 'Recorded orders' },
    inbound: { label: 'Pallets arrive', on: 'By windows of their own' },
    lines_per_order_mean: { label: 'Lines per order, mean' },
    units_per_line_mean: { label: 'Units per line, mean', help: 'Not used with recorded orders.' },
    orders_per_tour: { label: 'Orders per pick tour' },
    pick_s: { label: 'Time to pick a line' },
    pick_unit_s: { label: 'and for each further unit of a line' },
    pack_s: { label: 'Time to pack an order' },
    pack_unit_s: { label: 'and for each further unit of an order' },
    ship_s: { label: 'Time to ship an order' },
    promise_s: { label: 'Promised time', help: 'Counts where there is no cut-off.' },
    cutoffs_s: { label: 'Cut-offs', help: 'An order that comes before a cut-off is due at it.' },
    patience_s: { label: 'Called off after', on: 'Orders are called off' },
    release: {
      label: 'Which order comes first',
      choices: {
        first_come: 'The one that came first',
        due_first: 'The one that is due first',
        smallest_first: 'The smallest',
      },
    },
    batching: {
      label: 'Which orders share a tour',
      choices: { first_come: 'The next ones', nearest: 'Those whose goods lie near' },
    },
    assignment: {
      label: 'Who gets the next task',
      choices: { nearest: 'Whoever is nearest', longest_idle: 'Whoever has waited longest' },
    },
    station_choice: {
      label: 'Which station an order goes to',
      choices: { shortest_line: 'The one with the shortest line', nearest: 'The nearest that is open' },
    },
    routing: {
      label: 'Picker routing',
      choices: {
        shortest: 'Shortest way',
        s_shape: 'S-shape, aisle by aisle',
        largest_gap: 'Around the largest gap',
        return: 'In and back out of each aisle',
      },
    },
  },
  DemandWindow: {
    ...span,
    orders_per_hour: { label: 'Orders per hour' },
    promise_s: { label: 'Promised within', empty: 'as all' },
  },
  Duration: {
    family: {
      label: 'Distribution',
      choices: {
        constant: 'Constant',
        exponential: 'Exponential',
        erlang: 'Erlang',
        gamma: 'Gamma',
        lognormal: 'Lognormal',
        hyperexponential: 'Hyperexponential',
        uniform: 'Uniform',
      },
    },
    mean_s: { label: 'Mean time' },
    cv: { label: 'Coefficient of variation' },
  },
  Experiment: {
    horizon_s: { label: 'Length of the day' },
    replications: {
      label: 'Replications',
      help: 'More replications make the intervals narrower: four times as many halve them.',
    },
    target_half_width: {
      label: 'Half-width of the intervals, of the mean',
      on: 'Go on until every headline figure is known well enough',
    },
    max_replications: { label: 'Most replications' },
    smallest_difference: {
      label: 'Smallest difference that matters',
      help: 'Differences below this share of the base do not change your decision.',
    },
    selection: {
      label: 'How the best of several variants is picked',
      choices: {
        kim_nelson: 'Replication by replication (Kim and Nelson)',
        ocba: 'More replications where they tell most (OCBA)',
      },
    },
    long_run: {
      label: 'Also estimate the long run',
      help: 'What remains once the opening of the day has worn off.',
    },
    seed: {
      label: 'Seed of chance',
      help: 'Scenarios with the same seed meet the same orders and people, so that differences come from the plan.',
    },
    confidence: { label: 'Confidence of the intervals' },
    start_of_day: { label: 'Starts at' },
    clip_camera_ids: { label: 'Cameras' },
    clip_start_s: { label: 'Filmed from' },
    clip_duration_s: { label: 'Length of a clip' },
    clip_width_px: { label: 'Picture width' },
    clip_height_px: { label: 'Picture height' },
    clip_model: { label: 'What renders the clips' },
  },
  FaceStock: {
    lines: { label: 'Lines in a full face' },
    reorder_share: { label: 'Refilled below' },
  },
  InboundWindow: { ...span, pallets_per_hour: { label: 'Pallets per hour' } },
  JobWindow: { ...span, jobs_per_hour: { label: 'Jobs per hour' } },
  Placement: {
    x_m: { label: 'x' },
    y_m: { label: 'y' },
    z_m: { label: 'Above the floor' },
    heading_rad: { label: 'Heading' },
  },
  RecordedOrders: {
    arrival_s: { label: 'Time of each order' },
    articles: { label: 'Articles' },
    units: { label: 'Units' },
    due_s: { label: 'When each order is due' },
  },
  Rework: {
    probability: { label: 'Done again' },
    to_step: { label: 'From step' },
  },
  RoleStaffing: {
    role: { label: 'Role', choices: roles },
    shifts: { label: 'Shifts' },
    hourly_cost: { label: 'Cost per hour' },
    walking_speed_mps: { label: 'Walking speed' },
    walking_speed_sd_mps: { label: 'Spread of the speed' },
    breaks: { label: 'Breaks' },
    also: {
      label: 'Stand in for',
      help: 'They take on waiting work of these roles when they have none of their own.',
      choices: roles,
    },
    at_end: {
      label: 'When the shift or a break comes',
      choices: { finish: 'Finish the tour', hand_over: 'Hand the rest over' },
    },
  },
  Routing: {
    id: { label: 'Name' },
    windows: { label: 'Jobs released' },
    population: {
      label: 'Jobs that circulate',
      help: 'A finished job begins anew.',
    },
    steps: { label: 'Steps' },
    moved_by: {
      label: 'Between stations without a conveyor',
      choices: { nothing: 'At once', vehicle: 'By AMR or AGV of the fleet' },
    },
    due_s: { label: 'Promised from release to the last step', on: 'Jobs have a promised time' },
  },
  Shift: { ...span, heads: { label: 'People' } },
  Station: {
    id: { label: 'Name' },
    kind: {
      label: 'Kind',
      choices: {
        pack: 'Pack station',
        ship: 'Shipping dock',
        receive: 'Receiving dock',
        work: 'Work station',
        charge: 'Charger',
        park: 'Parking place',
      },
    },
    part_id: { label: 'Object it belongs to', empty: 'None' },
    at: { label: 'Place', on: 'Stands at a place of its own' },
    capacity: { label: 'Servers' },
    manned: { label: 'Each server needs an operator' },
    buffer: {
      label: 'Jobs that may wait',
      on: 'Room for waiting jobs is limited',
      help: 'With a full buffer the station before it is blocked.',
    },
    pool: {
      label: 'Shares a waiting line',
      empty: 'No, a line of its own',
      help: 'Stations of a kind with the same name here share one line.',
    },
  },
  Step: {
    stations: {
      label: 'Stations',
      empty: 'None: a delay',
      help: 'The first that is free, else the one with the shortest line. Without any, jobs wait side by side (drying, cooling).',
    },
    process: { label: 'Process time' },
    rework: { label: 'Rework', on: 'Some jobs are done again' },
    scrap_probability: { label: 'Scrapped' },
  },
  Storage: {
    part_ids: { label: 'Storage objects', on: 'Only some objects hold goods', empty: 'None' },
    face_pitch_m: { label: 'Distance between pick faces' },
    policy: {
      label: 'Where articles lie',
      choices: {
        random: 'At random',
        abc: 'Fast movers near the pack stations (ABC)',
        given: 'As given with the recorded orders',
      },
    },
    popularity: {
      label: 'How uneven demand is (Zipf exponent)',
      help: '0 wants every face alike. Recorded orders bring their own.',
    },
    given: { label: 'Where each article lies' },
    stock: { label: 'Stock', on: 'Faces run empty and are refilled' },
  },
  StoredArticle: {
    article: { label: 'Article' },
    part_id: { label: 'Object' },
    ordinal: { label: 'Face' },
  },
  Traffic: {
    one_way: {
      label: 'One-way aisles',
      choices: { none: 'None', narrow: 'Where two cannot pass', all: 'All' },
    },
    keep_right: { label: 'Vehicles keep right' },
    person_limit_mps: {
      label: 'Speed beside people',
      help: 'Vehicles drive no faster than this within 1.5 m of a person.',
    },
  },
  VehicleFleet: {
    type: {
      label: 'Type',
      choices: {
        amr: 'Mobile robots (AMR)',
        agv: 'Guided vehicles (AGV)',
        forklift: 'Forklifts',
        pallet_jack: 'Pallet jacks',
      },
    },
    count: { label: 'Vehicles' },
    length_m: { label: 'Length' },
    width_m: { label: 'Width' },
    speed_mps: { label: 'Speed' },
    acceleration_mps2: { label: 'Acceleration' },
    hourly_cost: { label: 'Cost per hour' },
    handling_s: { label: 'Time to load, and to unload', on: 'Own time to load and to unload' },
    aisle_m: { label: 'Stacking aisle with load (Ast)', on: 'Check aisles by the data sheet' },
    battery: { label: 'Battery', on: 'Runs on a battery' },
  },
};

/** Why a value is refused; a bound comes with its unit. */
export const faults = {
  number: 'This is no number.',
  whole: 'This has to be a whole number.',
  missing: 'Something has to stand here.',
  least: (bound: string) => `This is at least ${bound}.`,
  above: (bound: string) => `This is more than ${bound}.`,
  most: (bound: string) => `This is at most ${bound}.`,
  below: (bound: string) => `This is less than ${bound}.`,
  multipleOf: (bound: string) => `This is a multiple of ${bound}.`,
  pattern: 'Letters, digits and _ . : - can stand here; it begins with a letter or digit.',
  short: 'Something has to stand here.',
  long: (most: number) => `This has at most ${most} characters.`,
  clock: 'This is no time of day, such as 13:30.',
  taken: (name: string) => `“${name}” is the name of another one.`,
  rules: {
    endsBefore: 'It has to end after it starts.',
    lowAboveFull: 'A vehicle goes charging below a lower charge than it goes on from.',
    cvUniform: 'A uniform time has a coefficient of variation of 0.577 at most.',
    cvErlang: 'An Erlang time has a coefficient of variation above 0, and of 1 at most.',
    cvHyper: 'A hyperexponential time has a coefficient of variation above 1.',
    cvNone: 'A time without variation is constant: choose that distribution.',
    clipTooLong: 'The clip is longer than the day.',
    clipEndsLate: 'The clip ends after the day.',
    reworkAhead: 'Rework goes back to an earlier step, or to the same one.',
    noTime: 'Jobs that circulate need a step that takes time.',
    overlap: 'Two stretches overlap.',
    sameStation: 'A conveyor leads to another station.',
    placeNeeded: 'A station belongs to an object or has a place of its own.',
  },
};

/** Words of the forms themselves. */
export const forms = {
  add: 'Add',
  removeItem: (n: number) => `Remove no. ${n}`,
  choose: 'Choose',
  gone: (id: string) => `${id} (not there any more)`,
  back: 'Back',
  forward: 'Further',
  page: (from: string, to: string, all: string) => `${from} to ${to} of ${all}`,
  more: 'More',
};

/** Orders from a planner's file. */
export const orderFile = {
  open: 'From a file…',
  title: 'Orders from a file',
  file: 'File of order lines',
  choose: 'Choose a file',
  another: 'Another file',
  hint: 'A table with a line for each line of an order: CSV or Excel (XLSX), with the names of its columns in the first line. Or drop it here.',
  sheet: 'Sheet of the workbook',
  meanings: {
    order: 'Order number',
    article: 'Article',
    when: 'Date or time of the order',
    quantity: 'Quantity',
    due: 'Due',
  },
  chooseColumn: 'Choose a column',
  noColumn: 'Not in the file',
  preview: 'First rows of the file',
  dateOrder: 'Dates are written',
  dateOrders: {
    auto: 'As they show by themselves',
    day_first: 'Day before month',
    month_first: 'Month before day',
  },
  clock: 'Times are those of',
  clocks: { here: 'The clock at the facility', zone: 'Another time zone' },
  zones: { written: 'Time zone of the file', here: 'Time zone of the facility' },
  opens: 'Orders come from',
  closes: 'Orders come until',
  spread: 'The file has no times: orders come',
  spreads: { random: 'At random over these hours', even: 'Evenly over these hours' },
  unitsPer: 'Units for a quantity of 1',
  mostOrders: 'Take the first orders only',
  topArticles: 'Take the most wanted articles only',
  all: 'all',
  firstDay: 'First day',
  lastDay: 'Last day',
  day: (day: string, orders: string) => `${day} · ${orders} orders`,
  chooseDay: (days: string) =>
    `The file has ${days} days. Choose one above, or several that are played as one; the busiest is chosen now.`,
  read: 'Read the file',
  reading: 'Reading…',
  lacking: (names: string) => `Say which column has: ${names}.`,
  twice: (name: string) => `The column “${name}” cannot mean two things.`,
  fault: 'This file cannot be read so.',
  faults: (n: number) => `${n} rows cannot be read. Correct them in the file, or choose other columns.`,
  line: (n: string) => `Line ${n}`,
  whole: 'File',
  faulty: 'Rows that cannot be read',
  faultyChoices: { refuse: 'Refuse the file', skip: 'Leave out and list them' },
  skip: 'Leave out every row that cannot be read',
  skipped: (n: number) => (n === 1 ? '1 row was left out' : `${n} rows were left out`),
  moreFaults: (n: string) => `and ${n} more.`,
  found: 'What the file became',
  use: 'Use these orders',
  did: 'Orders from a file',
};

/** How long a run takes, and how well its figures are known in the end. */
export const runTime = {
  measured: (time: string, runs: number) =>
    `About ${time} on this server, by ${runs === 1 ? 'the last run' : `the last ${runs} runs`} of this facility`,
  range: (low: string, high: string) => `${low} to ${high}`,
  guess: (low: string, high: string) =>
    `${low} to ${high}: a guess, as nothing has run here yet with this version of the engine`,
  precision: (half: string, example: string, confidence: string) =>
    `For each headline figure the interval then reaches at most ${half} to either side: a mean of 500 orders an hour would be known to ±${example}, with ${confidence} confidence.`,
  open: (first: number, most: number) =>
    `${first} replications are played first; more follow as long as a figure is known less well, up to ${most}.`,
  fixed: (n: number) =>
    `Exactly ${n} ${n === 1 ? 'replication is' : 'replications are'} played, however wide the intervals are then.`,
  one: 'From one replication no interval can be told.',
};

/** Moving to a newer revision of the facility. */
export const move = {
  offer: (number: number) => `Facility r${number} is there`,
  hint: 'A newer revision of the facility has been imported. This scenario still plays the one that it was made for.',
  title: 'Move to the newer revision of the facility',
  lead: (file: string, number: number) => `Revision ${number} of the facility comes from ${file}.`,
  nothing: 'Nothing is lost: everything that this scenario changes is still there.',
  losses: (n: number) => (n === 1 ? 'One thing would be lost:' : `${n} things would be lost:`),
  history: 'The scenario as it is now stays in its history.',
  go: 'Move',
  stay: 'Stay',
};
