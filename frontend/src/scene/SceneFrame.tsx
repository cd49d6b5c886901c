/** The 3D view where the browser can draw it; a sentence and the way back to the plan where it cannot. */
import { lazy, Suspense, type ComponentProps } from 'react';
import { Boundary, Empty, Loading } from '../components/States';
import { text } from '../text';
import { hasWebgl } from './webgl';

const Scene3D = lazy(() => import('./Scene3D'));

export function SceneFrame({ onPlan, ...props }: ComponentProps<typeof Scene3D> & { onPlan: () => void }) {
  const back = (
    <button type="button" className="btn" onClick={onPlan}>
      {text.view.toPlan}
    </button>
  );
  if (!hasWebgl()) return <Empty action={back}>{text.view.noWebgl}</Empty>;
  return (
    <Boundary fallback={<Empty action={back}>{text.view.failed3d}</Empty>}>
      <Suspense fallback={<Loading label={text.view.loading3d} />}>
        <Scene3D {...props} />
      </Suspense>
    </Boundary>
  );
}
