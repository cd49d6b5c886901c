/** The browser tab says which page it is. */
import { useEffect } from 'react';
import { text } from '../text';

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${text.app.name}` : text.app.name;
  }, [title]);
}
