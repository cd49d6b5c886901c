/** The editor's keys. They do not act while something is being typed. */
import { useHotkeys } from 'react-hotkeys-hook';
import { actionsOf } from './actions';
import { arrowStep } from './arrows';
import type { EditorModel } from './context';

const NUDGES = ['left', 'right', 'up', 'down', 'shift+left', 'shift+right', 'shift+up', 'shift+down'];

export function useEditorKeys(model: EditorModel, active: boolean): void {
  const options = { enabled: active, preventDefault: true };
  const writing = { ...options, enabled: active && !model.readOnly };
  const always = { preventDefault: true };
  const { store } = model;
  useHotkeys(
    NUDGES,
    (event) => {
      if (store.getState().selection.length === 0) return;
      const step = arrowStep(event);
      if (step) actionsOf(model).nudge(...step);
    },
    options,
    [model],
  );
  useHotkeys('r', () => actionsOf(model).turn(Math.PI / 2), options, [model]);
  useHotkeys('shift+r', () => actionsOf(model).turn(-Math.PI / 2), options, [model]);
  useHotkeys(['delete', 'backspace'], () => actionsOf(model).remove(), options, [model]);
  useHotkeys(['ctrl+d', 'meta+d'], () => actionsOf(model).duplicate(), options, [model]);
  useHotkeys(['ctrl+c', 'meta+c'], () => actionsOf(model).copy(), { enabled: active }, [model]);
  useHotkeys(['ctrl+x', 'meta+x'], () => actionsOf(model).cut(), options, [model]);
  useHotkeys(['ctrl+v', 'meta+v'], () => actionsOf(model).paste(), options, [model]);
  useHotkeys(['ctrl+z', 'meta+z'], () => store.getState().undo(), always, [model]);
  useHotkeys(['ctrl+shift+z', 'meta+shift+z', 'ctrl+y'], () => store.getState().redo(), always, [model]);
  useHotkeys('z', () => store.getState().drawZones(store.getState().zoneKind), writing, [model]);
  useHotkeys('v', () => store.getState().setTool('select'), options, [model]);
  useHotkeys('h', () => store.getState().setTool('pan'), options, [model]);
  useHotkeys('m', () => store.getState().setTool('measure'), options, [model]);
  useHotkeys('a', () => store.getState().setTool('add', [...model.items.keys()][0] ?? null), options, [
    model,
  ]);
  useHotkeys(
    'escape',
    () => {
      const state = store.getState();
      if (state.preview || state.areas || state.courses) state.setPreview(null);
      else if (state.sketch) state.setSketch(null);
      else if (state.tool !== 'select') state.setTool('select');
      else state.select([]);
    },
    options,
    [model],
  );
}
