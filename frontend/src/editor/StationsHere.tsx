/** The stations that belong to the chosen object, with their fields, beside the drawing. */
import { Item } from '../fields/lists';
import { text } from '../text';
import { useEditor } from './context';
import { FormSurroundings, Section } from './forms';
import { StationFields } from './StationsForm';

export function StationsHere({ partId }: { partId: string }) {
  const { stations } = useEditor().document;
  const here = stations.flatMap((station, index) => (station.part_id === partId ? [{ station, index }] : []));
  if (here.length === 0) return null;
  return (
    <div style={{ marginTop: 14 }} data-testid="stations-here">
      <h3 className="section-head">{text.stations.here}</h3>
      <FormSurroundings>
        <Section name="stations">
          {here.map(({ station, index }) => (
            <Item key={index} index={index} rows={stations}>
              <StationFields station={station} index={index} />
            </Item>
          ))}
        </Section>
      </FormSurroundings>
    </div>
  );
}
