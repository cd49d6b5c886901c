import { describe, expect, it } from 'vitest';
import sentences from '../../tests/scenarios/said/sentences.json';
import { german } from '../src/text/de/said';

describe('what the server says, in German', () => {
  // The server's own reports speak by the same tables and are held to the same sentences.
  it.each(sentences)('$english', ({ english, german: wanted }) => {
    expect(german(english)).toBe(wanted);
  });
});

describe('zones', () => {
  it.each([
    [
      'Keep-out zone “Nasse Farbe” closes off 32 pick faces of “Rack row 4”, “Rack row 5” and 2 more.',
      'Sperrzone „Nasse Farbe“ versperrt 32 Pickplätze von „Rack row 4“, „Rack row 5“ und 2 weitere.',
    ],
    [
      'One-way aisle “A” leaves no way back: vehicles that drive through it have to turn against it.',
      'Einbahngang „A“ lässt keinen Weg zurück: Fahrzeuge, die hindurchfahren, müssen gegen die Richtung wenden.',
    ],
    [
      'Keep-out zone “K” added, 4 m × 1.5 m at x 1 m, y 2 m, for vehicles',
      'Sperrzone „K“ neu, 4 m × 1,5 m bei x 1 m, y 2 m, für Fahrzeuge',
    ],
    ['Crossing “C” removed', 'Fußgängerübergang „C“ entfernt'],
  ])('%s', (english, wanted) => {
    expect(german(english).replaceAll('\u00a0', ' ')).toBe(wanted);
  });
});

describe('a file of orders and a move', () => {
  it.each([
    [
      '40 orders with 1,240 lines of 7 articles were taken.',
      '40 Aufträge mit 1\u202f240 Positionen aus 7 Artikeln wurden übernommen.',
    ],
    ['“Artikel” is blank.', '„Artikel“ ist leer.'],
    [
      '“Rack” (rack) is not there any more: its new place is left out.',
      '„Rack“ (rack) gibt es nicht mehr: Der neue Ort entfällt.',
    ],
  ])('%s', (english, wanted) => {
    expect(german(english)).toBe(wanted);
  });
});
