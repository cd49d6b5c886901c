/** The tools over the plan, and undo and redo with what they would undo. */
import { Tooltip } from '@mantine/core';
import { AddIcon, MeasureIcon, PanIcon, RedoIcon, SelectIcon, UndoIcon, ZoneIcon } from '../components/Icons';
import { text } from '../text';
import { useEditor, useEditorState } from './context';
import type { Tool } from './store';

const TOOLS: [Tool, typeof SelectIcon, string][] = [
  ['select', SelectIcon, 'V'],
  ['add', AddIcon, 'A'],
  ['zone', ZoneIcon, 'Z'],
  ['pan', PanIcon, 'H'],
  ['measure', MeasureIcon, 'M'],
];

export function Toolbar() {
  const { items, readOnly } = useEditor();
  const tool = useEditorState((s) => s.tool);
  const setTool = useEditorState((s) => s.setTool);
  const zoneKind = useEditorState((s) => s.zoneKind);
  const drawZones = useEditorState((s) => s.drawZones);
  const past = useEditorState((s) => s.history.past.at(-1)?.label);
  const future = useEditorState((s) => s.history.future[0]?.label);
  const undo = useEditorState((s) => s.undo);
  const redo = useEditorState((s) => s.redo);
  const first = [...items.keys()][0] ?? null;
  return (
    <div
      className="toolbar float-tl"
      role="toolbar"
      aria-label={text.editor.toolsLabel}
      aria-orientation="vertical"
    >
      {TOOLS.map(([name, Icon, key]) => (
        <Tooltip key={name} label={`${text.editor.tools[name]} (${key})`} position="right">
          <button
            type="button"
            aria-label={text.editor.tools[name]}
            aria-pressed={tool === name}
            disabled={(name === 'add' || name === 'zone') && readOnly}
            onClick={() =>
              name === 'zone' ? drawZones(zoneKind) : setTool(name, name === 'add' ? first : null)
            }
          >
            <Icon width="18" height="18" />
          </button>
        </Tooltip>
      ))}
      <hr />
      <Tooltip label={past ? text.editor.undoLabel(past) : text.editor.undo} position="right">
        <button type="button" aria-label={text.editor.undo} disabled={!past} onClick={undo}>
          <UndoIcon width="18" height="18" />
        </button>
      </Tooltip>
      <Tooltip label={future ? text.editor.redoLabel(future) : text.editor.redo} position="right">
        <button type="button" aria-label={text.editor.redo} disabled={!future} onClick={redo}>
          <RedoIcon width="18" height="18" />
        </button>
      </Tooltip>
    </div>
  );
}
