/** Stations by name: what else of the document follows when one is renamed, and fields that only some kinds have. */
import type { Routing, ScenarioDocument, Station } from '../../api/types';

/** What the kind of a station does not know is not kept: the server would refuse it. */
export function tidyStation(station: Station): Station {
  const isWork = station.kind === 'work';
  const isServed = station.kind === 'pack' || station.kind === 'ship';
  return {
    ...station,
    manned: isWork && station.manned,
    buffer: isWork ? station.buffer : null,
    pool: isServed ? station.pool : null,
  };
}

/** Replaces a station; under a new name, whatever led to the old one leads to it. */
export function replaceStation(document: ScenarioDocument, index: number, next: Station): ScenarioDocument {
  const old = document.stations[index];
  if (!old) return document;
  const stations = document.stations.map((station, i) => (i === index ? next : station));
  if (old.id === next.id) return { ...document, stations };
  const named = (id: string): string => (id === old.id ? next.id : id);
  const steps = (routing: Routing): Routing['steps'] =>
    routing.steps.map((step) => ({ ...step, stations: step.stations.map(named) }));
  return {
    ...document,
    stations,
    conveyors: document.conveyors.map((belt) => ({
      ...belt,
      from_station: named(belt.from_station),
      to_station: named(belt.to_station),
    })),
    routings: document.routings.map((routing) => ({ ...routing, steps: steps(routing) })),
    events: document.events.map((event) =>
      (event.kind === 'station_down' || event.kind === 'dock_closed') && event.target === old.id
        ? { ...event, target: next.id }
        : event,
    ),
  };
}

/** A name that is free, such as "station-3". */
export function freeName(taken: readonly string[], stem: string): string {
  for (let n = 1; ; n++) if (!taken.includes(`${stem}-${n}`)) return `${stem}-${n}`;
}

/** Removes a step: rework that led behind it leads one step less far, what led to it leads to the one before. */
export function withoutStep(routing: Routing, index: number): Routing {
  const steps = routing.steps
    .filter((_, i) => i !== index)
    .map((step) =>
      step.rework && step.rework.to_step >= index && step.rework.to_step > 0
        ? { ...step, rework: { ...step.rework, to_step: step.rework.to_step - 1 } }
        : step,
    );
  return { ...routing, steps };
}

/** Two neighbouring steps change places; rework follows the step that it led to, as far as it may. */
export function swapSteps(routing: Routing, first: number): Routing {
  const moved = (to: number): number => (to === first ? first + 1 : to === first + 1 ? first : to);
  const order = routing.steps.map((_, i) => routing.steps[moved(i)]!);
  const steps = order.map((step, number) =>
    step.rework
      ? { ...step, rework: { ...step.rework, to_step: Math.min(moved(step.rework.to_step), number) } }
      : step,
  );
  return { ...routing, steps };
}
