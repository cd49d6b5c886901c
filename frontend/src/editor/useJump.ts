/** Brings the field of a JSON pointer into sight and gives it the focus, once the form that holds it is there. */
import { useEffect } from 'react';
import { useEditorState } from './context';
import { upwards } from './engine/sections';

export function useJump(): void {
  const wanted = useEditorState((s) => s.wanted);
  useEffect(() => {
    if (!wanted) return;
    const found = upwards(wanted.pointer)
      .map((pointer) => document.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`))
      .find((element) => element !== null);
    if (!found) return;
    found.scrollIntoView({ block: 'center' });
    found.querySelector<HTMLElement>('input, button, select')?.focus({ preventScroll: true });
    found.classList.add('wanted');
    const timer = setTimeout(() => found.classList.remove('wanted'), 2500);
    return () => {
      clearTimeout(timer);
      found.classList.remove('wanted');
    };
  }, [wanted]);
}
