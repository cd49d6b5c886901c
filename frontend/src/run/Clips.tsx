/** Clips with their badge: generated, from which camera and time, and whether the audit passed. */
import { forwardRef, type VideoHTMLAttributes } from 'react';
import type { Audit, Clip } from '../api/types';
import { Empty } from '../components/States';
import { figures, metres, number } from '../format';
import { known, text } from '../text';
import { said } from '../text/said';
import { FilmedClip } from './FilmedClip';
import './run.css';

const r = text.run;

export const auditWord = (audit: Audit | null): string => known(r.audit, audit?.verdict ?? 'none');
const isGood = (audit: Audit): boolean => audit.verdict.startsWith('pass');

interface ClipVideoProps extends VideoHTMLAttributes<HTMLVideoElement> {
  clip: Clip;
  clock: string;
}

/** The video with what it is written on it. */
export const ClipVideo = forwardRef<HTMLVideoElement, ClipVideoProps>(function ClipVideo(
  { clip, clock, children, ...video },
  ref,
) {
  return (
    <div className={video.controls ? 'clip-box has-controls' : 'clip-box'}>
      <video
        ref={ref}
        className="clip-video"
        src={clip.video_url}
        poster={clip.poster_url ?? undefined}
        muted
        playsInline
        preload="auto"
        aria-label={r.clipOf(clip.camera.name, clip.start_clock)}
        data-testid="clip-video"
        {...video}
      />
      <span className="clip-tag left">
        {clip.camera.name} · {clock}
      </span>
      <span className="clip-tag right">
        {r.generated} · {auditWord(clip.audit)}
      </span>
      {children}
    </div>
  );
});

export function ClipGrid({ clips }: { clips: Clip[] }) {
  if (clips.length === 0) return <Empty>{r.noClips}</Empty>;
  return (
    <>
      <p className="muted" style={{ marginBottom: 12 }}>
        {r.auditLead}
      </p>
      <div className="clip-grid">
        {clips.map((clip) => (
          <section
            key={clip.id}
            className="card"
            style={{ padding: 12 }}
            aria-label={r.clipOf(clip.camera.name, clip.start_clock)}
          >
            <FilmedClip clip={clip} />
            {clip.audit && <AuditCard audit={clip.audit} />}
          </section>
        ))}
      </div>
    </>
  );
}

export function AuditCard({ audit }: { audit: Audit }) {
  const rows: [keyof typeof r.auditFigures, string][] = [
    ['omission_rate', audit.omission_rate === null ? '' : `${number(audit.omission_rate * 100, 1)} %`],
    [
      'agents_unjudged',
      audit.agents_expected ? `${number((audit.agents_unjudged / audit.agents_expected) * 100, 1)} %` : '',
    ],
    ['ghost_rate_per_frame', audit.ghost_rate_per_frame === null ? '' : figures(audit.ghost_rate_per_frame)],
    ['position_error_m', audit.position_error_m === null ? '' : metres(audit.position_error_m, 2)],
    ['flicker', typeof audit.flicker === 'number' ? figures(audit.flicker) : ''],
    [
      'out_of_distribution',
      typeof audit.out_of_distribution === 'number' ? figures(audit.out_of_distribution) : '',
    ],
  ];
  return (
    <div style={{ marginTop: 12 }}>
      <div className="spread">
        <h3 className="section-head">{r.auditTitle}</h3>
        <span className={`pill ${isGood(audit) ? 'better' : 'worse'}`}>{auditWord(audit)}</span>
      </div>
      <p className="small" style={{ marginTop: 4 }}>
        {(audit.reasons ?? []).length ? audit.reasons.map(said).join(' ') : isGood(audit) ? r.auditPass : ''}
      </p>
      <div className="audit-figures">
        {rows
          .filter(([, value]) => value)
          .map(([key, value]) => (
            <div key={key}>
              <div className="strong">{value}</div>
              <div className="muted tiny">{r.auditFigures[key]}</div>
            </div>
          ))}
      </div>
    </div>
  );
}
