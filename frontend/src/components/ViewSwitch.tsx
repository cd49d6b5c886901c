/** Plan or 3D: the same scene, two cameras. */
import type { View } from '../editor/store';
import { text } from '../text';
import { Segments } from './Segments';

export function ViewSwitch({ value, onChange }: { value: View; onChange: (view: View) => void }) {
  return (
    <Segments
      label={text.view.switch}
      role="group"
      floating
      value={value}
      onChange={onChange}
      options={[
        ['plan', text.view.plan],
        ['3d', text.view.three],
      ]}
    />
  );
}
