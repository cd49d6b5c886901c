/** A clip with what conditioned it, and how sure the model is, to switch to at the same instant. */
import { useRef, useState } from 'react';
import type { Clip } from '../api/types';
import { Segments } from '../components/Segments';
import { text } from '../text';
import { ClipVideo } from './Clips';

const r = text.run;

export type ClipView = 'picture' | 'depth' | 'classes' | 'uncertainty';

/** The views that a clip has, the picture first; clips of earlier versions have fewer. */
export function viewsOf(clip: Clip): [ClipView, string][] {
  const views: [ClipView, string | null][] = [
    ['picture', clip.video_url],
    ['depth', clip.depth_video_url],
    ['classes', clip.class_video_url],
    ['uncertainty', clip.uncertainty_video_url],
  ];
  return views.filter((view): view is [ClipView, string] => view[1] !== null);
}

export function FilmedClip({ clip }: { clip: Clip }) {
  const [view, setView] = useState<ClipView>('picture');
  const video = useRef<HTMLVideoElement>(null);
  const resume = useRef({ time: 0, playing: false });
  const views = viewsOf(clip);
  const shown = views.find(([name]) => name === view) ?? views[0]!;

  const change = (next: ClipView): void => {
    if (video.current) resume.current = { time: video.current.currentTime, playing: !video.current.paused };
    setView(next);
  };
  const goOn = (): void => {
    const element = video.current;
    if (!element) return;
    if (resume.current.time > 0) element.currentTime = resume.current.time;
    if (resume.current.playing) void element.play().catch(() => undefined);
  };

  return (
    <>
      <ClipVideo
        ref={video}
        clip={{ ...clip, video_url: shown[1] }}
        clock={clip.start_clock}
        controls
        loop
        onLoadedMetadata={goOn}
      />
      {views.length > 1 && (
        <div className="clip-views">
          <Segments
            label={r.clipViews}
            role="group"
            options={views.map(([name]) => [name, r.clipView[name]] as const)}
            value={shown[0]}
            onChange={change}
          />
          {shown[0] === 'uncertainty' && (
            <p className="muted small">
              <span className="heat-scale" aria-hidden="true" /> {r.uncertaintyNote}
            </p>
          )}
        </div>
      )}
    </>
  );
}
