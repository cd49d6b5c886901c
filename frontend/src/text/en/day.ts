/** What a day is made of: staffing, fleet, demand, events and the experiment. */
import { count } from '../../format';

export const staffing = {
  title: 'Staffing',
  lead: 'Drag over the hours to paint the number of people. With the keyboard: arrow keys choose, digits set, + and − change.',
  roles: { picker: 'Pickers', packer: 'Packers', shipper: 'Shippers', operator: 'Operators' },
  roleOne: { picker: 'Picker', packer: 'Packer', shipper: 'Shipper', operator: 'Operator' },
  brush: 'Paint with',
  heads: 'people',
  mean: (value: string) => `ø ${value}`,
  hours: 'Hours',
  cost: 'Cost',
  total: 'Total',
  add: (role: string) => `Add ${role}`,
  removeRole: (role: string) => `Remove ${role}`,
  cell: (role: string, time: string, heads: number) => `${role}, ${time}: ${heads}`,
  grid: 'People by role and time of day',
  summary: (from: string, to: string, hours: string, cost: string) =>
    `${from} – ${to} · ${hours} h · ${cost}`,
  role: 'Role',
  none: 'Nobody is on shift. Add a role to begin.',
  each: 'Per role',
  also: 'Stand in for',
  breaks: 'Breaks',
  shifts: 'Shifts',
  addShift: 'Add a shift',
  removeShift: 'Remove this shift',
  noBreaks: 'No break.',
  addBreak: 'Add a break',
  removeBreak: 'Remove this break',
  groupsHint: 'With more than one group, people take the break one group after another.',
};

export const fleet = {
  title: 'Fleet',
  lead: 'Mobile robots bring goods from the racks to the pack stations, forklifts and pallet jacks put pallets away.',
  types: {
    amr: 'Mobile robots (AMR)',
    agv: 'Guided vehicles (AGV)',
    forklift: 'Forklifts',
    pallet_jack: 'Pallet jacks',
  },
  none: 'No vehicle: people carry what they pick to the pack stations.',
  add: (name: string) => `Add ${name}`,
  traffic: 'Traffic',
};

export const demand = {
  title: 'Demand',
  lead: 'Orders arrive by chance around these rates (a Poisson process).',
  byHour: 'Orders in each hour of the day',
  byQuarter: 'Orders in each quarter of an hour',
  windows: 'Order arrivals',
  addWindow: 'Add a stretch',
  removeWindow: 'Remove this stretch',
  work: 'Work per order',
  rules: 'Rules',
  due: 'When orders are due',
  recorded: 'Recorded orders',
  recordedFacts: (orders: string, lines: string, articles: string) =>
    `${orders} orders with ${lines} lines of ${articles} articles, as they were. Every replication has the same ones.`,
  recordedDrop: 'Draw orders by chance instead',
  inbound: 'Pallets arrive',
  inboundAuto: 'Six an hour for each forklift and pallet jack.',
  inboundOwn: 'By windows of their own',
  storage: 'Storage',
  perDay: (n: string) => `${n} orders expected`,
};

export const events = {
  title: 'Events',
  lead: 'What happens to the day besides the plan. Every variant meets the same luck otherwise.',
  none: 'An ordinary day: nothing is blocked, nobody is absent.',
  kinds: {
    part_blocked: 'Storage blocked',
    aisle_blocked: 'Aisle blocked',
    spill: 'Spill',
    absent: 'Absent',
    demand_surge: 'Demand surge',
    vehicle_down: 'Vehicle down',
    station_down: 'Station down',
    dock_closed: 'Dock closed',
  },
  add: 'Add an event',
  kind: 'What',
  target: 'Which',
  amounts: {
    absent: 'People absent',
    demand_surge: 'Demand times',
    vehicle_down: 'Vehicles down',
  },
  area: 'Closed floor',
  areaHint:
    'Drag the rectangle to move it, its handles to resize and its knob to turn it; a drag beside it draws another. Alt is without the grid. Or type its place.',
  targetPlan: (kind: string) => `Plan for the object: ${kind}`,
  targetHint: 'Click an object in the plan, or choose it from the list.',
  areaPlan: (kind: string) => `Plan for the closed floor: ${kind}`,
  turned: 'Turned by',
  from: 'From',
  to: 'To',
  remove: 'Remove this event',
  line: 'The day',
  lineHint:
    'Drag a bar, or its ends. With the keyboard: ← → move it, with Shift by an hour, + and − change its length, ↑ ↓ go to the next, Delete removes. Alt while dragging: to the minute.',
  bar: (kind: string, name: string, from: string, to: string) => `${kind}, ${name}, ${from} to ${to}`,
  shift: (role: string, least: string, most: string) => `${role} on shift: from ${least} to ${most}`,
  choose: 'Choose',
};

export const experiment = {
  title: 'Experiment',
  lead: 'How often the day is played with other luck, how long it is, and what is filmed.',
  day: 'The day',
  start: 'Starts at',
  replications: 'Replications',
  filming: 'Clips',
  cameras: 'Cameras',
  noCameras: 'The facility has no camera. Add one on its page to see clips.',
  clipStart: 'Filmed from',
  clipBusiest: 'The busiest moment',
  clipAt: 'A given time',
  models: { renderer: 'The renderer of the product', diffusers: 'The installed video model' },
};

export const stations = {
  title: 'Stations',
  lead: 'Where orders are packed and shipped, pallets come in, jobs are worked on and vehicles charge. A station follows the object that it belongs to.',
  none: 'No station yet. Equipment such as a pack bench brings its own.',
  add: (kind: string) => `Add: ${kind}`,
  remove: (name: string) => `Remove ${name}`,
  usedBy: (names: string) => `Used by ${names}.`,
  here: 'Stations here',
  conveyors: 'Conveyors',
  conveyorsLead:
    'A belt carries from one station to another without hands: packed orders to the dock, jobs to the next step.',
  conveyorNeeds: 'A conveyor needs two stations.',
  addConveyor: 'Add a conveyor',
  belt: (from: string, to: string) => `${from} → ${to}`,
  facts: (kind: string, part: string | null, servers: number) =>
    [kind, part, count(servers, 'server', 'servers')].filter(Boolean).join(' · '),
};

export const jobs = {
  title: 'Jobs',
  lead: 'In a factory, jobs go through work stations step by step. Each step takes a random time; some jobs are done again or scrapped.',
  none: 'No jobs: this facility works on orders only.',
  noStations:
    'No jobs: this facility works on orders only. Jobs need work stations; add them under Stations.',
  add: 'Add a routing',
  arrivals: 'Where jobs come from',
  released: 'Released over the day',
  circulate: 'A fixed number circulates',
  steps: 'Steps in order',
  step: (n: number) => `Step ${n}`,
  addStep: 'Add a step',
  earlier: (n: number) => `Move step ${n} up`,
  later: (n: number) => `Move step ${n} down`,
  picture: (family: string, mean: string) => `Distribution of the process time: ${family}, mean ${mean}`,
};
