import { describe, expect, it } from 'vitest';
import { german } from '../src/text/de/said';

describe('what the server says, in German', () => {
  it('keeps names, and writes figures as Germans do', () => {
    expect(
      german(
        '“Rack 1.5” stands in “Wall and door” at x 4.7 m, y −8.7 m: 1.25 m² of the floor is taken twice.',
      ),
    ).toBe('„Rack 1.5“ steht in „Wall and door“ bei x 4,7 m, y −8,7 m: 1,25 m² Boden sind doppelt belegt.');
  });

  it('translates what stands in a slot', () => {
    expect(
      german('3 packers on shift, but there is no pack station: add one, or take them off the roster.'),
    ).toBe(
      '3 Packer in der Schicht, aber kein Packplatz: Fügen Sie einen hinzu, oder nehmen Sie sie aus dem Plan.',
    );
    expect(
      german('AMRs are 0.9 m wide: the aisles at “A”, “B” and 1,200 more are too narrow for them.'),
    ).toBe('AMR sind 0,9 m breit: Die Gänge bei „A“, „B“ und 1\u202f200 weitere sind dafür zu schmal.');
  });

  it('says the verdict of a comparison claim by claim', () => {
    expect(
      german(
        'B ships 6.1 % more orders per hour and lowers mean cycle time by 3.2 %, but raises picker utilisation by 2.3 pt.',
      ),
    ).toBe(
      'B versendet 6,1 % mehr Aufträge je Stunde; mittlere Durchlaufzeit um 3,2 % niedriger; aber Auslastung Kommissionierer um 2,3 %-Pkt. höher.',
    );
    expect(german('Orders per hour: B +6.1 % against A, better (95 % interval +24 to +38/h).')).toBe(
      'Aufträge je Stunde: B +6,1 % gegenüber A, besser (95-%-Konfidenzintervall +24 bis +38/h).',
    );
  });

  it('says several sentences one by one, and leaves what it does not know', () => {
    expect(german('2 other figures differ. For three other figures no difference could be shown.')).toBe(
      '2 weitere Kennzahlen unterscheiden sich. Bei drei weiteren Kennzahlen konnte kein Unterschied gezeigt werden.',
    );
    expect(german('My own name')).toBe('My own name');
  });

  it('says changes with their subject and values', () => {
    expect(german('Pickers 06:00–14:00: 8 → 10')).toBe('Kommissionierer 06:00–14:00: 8 → 10');
    expect(german('AMRs speed: 1.5 m/s → 1.8 m/s')).toBe('AMR, Geschwindigkeit: 1,5 m/s → 1,8 m/s');
    expect(german('Rack 12 moved 0.6 m east and turned 90° left')).toBe(
      'Rack 12 0,6 m nach Osten bewegt und um 90° nach links gedreht',
    );
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
