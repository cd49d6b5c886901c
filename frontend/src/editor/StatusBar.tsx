/** Under the plan: what a press does with the tool at hand, else the snapping and where the pointer is. */
import type { ReactNode } from 'react';
import { number } from '../format';
import { text } from '../text';
import { useEditorState } from './context';
import type { SnapMode } from './engine/snapping';

export function StatusBar({ place, hint }: { place: { x_m: number; y_m: number } | null; hint: ReactNode }) {
  const snap = useEditorState((s) => s.snap);
  const setSnap = useEditorState((s) => s.setSnap);
  const choice = (mode: SnapMode, label: string): ReactNode => (
    <button
      type="button"
      className={snap === mode ? 'on' : ''}
      aria-pressed={snap === mode}
      title={text.editor.snapSwitch}
      onClick={() => setSnap(mode)}
    >
      {label}
    </button>
  );
  if (hint) {
    return (
      <div className="statusbar" role="status">
        <span>{hint}</span>
      </div>
    );
  }
  return (
    <div className="statusbar">
      <span>
        {text.editor.snapping} {choice('grid', text.editor.snapGrid)}
      </span>
      <span>
        {choice('free', text.editor.snapFree)} <kbd>Alt</kbd>
      </span>
      <span style={{ minWidth: 138 }}>
        {place ? `x ${number(place.x_m, 2)}  y ${number(place.y_m, 2)} m` : 'x –  y – m'}
      </span>
    </div>
  );
}
