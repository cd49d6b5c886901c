/** Line icons, 20 px, drawn in the current colour. */
import type { ReactNode, SVGProps } from 'react';

const icon = (children: ReactNode, viewBox = '0 0 20 20') =>
  function Icon(props: SVGProps<SVGSVGElement>) {
    return (
      <svg
        width="16"
        height="16"
        viewBox={viewBox}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        {...props}
      >
        {children}
      </svg>
    );
  };

export const LogoIcon = icon(
  <>
    <path d="M2.5 17V7.5L10 3.2l7.5 4.3V17" strokeWidth="1.9" />
    <path d="M6.5 17v-6.2h7V17M6.5 13.9h7M10 10.8V17" strokeWidth="1.6" />
  </>,
);
export const SelectIcon = icon(<path d="M4.5 3.5 15 8l-4.6 1.7L8.6 15z" />);
export const AddIcon = icon(<path d="M3 16V7h14v9M3 11h14M7 4v3M13 4v3" />);
export const ZoneIcon = icon(
  <>
    <path d="M3.5 4.5h13v11h-13z" strokeDasharray="2.6 2" />
    <path d="m4 12.5 8-8M8 15.5l8-8" />
  </>,
);
export const PanIcon = icon(
  <path d="M10 2.5v15M2.5 10h15M10 2.5 8 4.5M10 2.5l2 2M10 17.5l-2-2M10 17.5l2-2M2.5 10l2-2M2.5 10l2 2M17.5 10l-2-2M17.5 10l-2 2" />,
);
export const MeasureIcon = icon(
  <path d="m2.8 13.6 10.8-10.8 3.6 3.6L6.4 17.2zM6 10.4l1.6 1.6M8.7 7.7l1.6 1.6M11.4 5l1.6 1.6" />,
);
export const UndoIcon = icon(<path d="M7 5 3.5 8.5 7 12M3.5 8.5h8a4.5 4.5 0 0 1 0 9H9" />);
export const RedoIcon = icon(<path d="m13 5 3.5 3.5L13 12M16.5 8.5h-8a4.5 4.5 0 0 0 0 9H11" />);
export const PlayIcon = icon(<path d="M6 4v12l10-6z" fill="currentColor" stroke="none" />);
export const PauseIcon = icon(
  <path d="M6 4.5h2.8v11H6zM11.2 4.5H14v11h-2.8z" fill="currentColor" stroke="none" />,
);
export const PlusIcon = icon(<path d="M10 4v12M4 10h12" />);
export const MinusIcon = icon(<path d="M4 10h12" />);
export const CloseIcon = icon(<path d="m5 5 10 10M15 5 5 15" />);
export const FitIcon = icon(<path d="M3.5 7V3.5H7M13 3.5h3.5V7M16.5 13v3.5H13M7 16.5H3.5V13" />);
export const CameraIcon = icon(<path d="M2.5 6.5h10v8h-10zM12.5 9.5l5-2.5v7l-5-2.5" />);
export const UploadIcon = icon(<path d="M10 13V3.5M6 7l4-3.5L14 7M3.5 12.5v4h13v-4" />);
export const DownloadIcon = icon(<path d="M10 3.5V13M6 9.5l4 3.5 4-3.5M3.5 12.5v4h13v-4" />);
export const ChevronIcon = icon(<path d="m7 4.5 6 5.5-6 5.5" />);
export const GearIcon = icon(
  <>
    <circle cx="10" cy="10" r="2.6" />
    <path d="M10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6" />
  </>,
);

const wide = '0 0 34 22';
const equipment: Record<string, (props: SVGProps<SVGSVGElement>) => ReactNode> = {
  rack: icon(<path d="M5 2v18M29 2v18M5 6h24M5 14h24" strokeWidth="1.7" />, wide),
  shelf: icon(<path d="M7 2v18M27 2v18M7 4h20M7 9.5h20M7 15h20" strokeWidth="1.7" />, wide),
  desk: icon(<path d="M4 9h26M7 9v10M27 9v10M12 9V3.5h10V9" strokeWidth="1.7" />, wide),
  conveyor: icon(<path d="M3 7.5h28M3 14.5h28" strokeWidth="1.7" />, wide),
  door: icon(<path d="M6 20V4h22v16M11 20v-9h12v9M11 15h12" strokeWidth="1.7" />, wide),
  charger: icon(<path d="m18.5 2-6 10h4.5l-1.5 8 6.5-11h-5z" strokeWidth="1.7" />, wide),
  barrier: icon(<path d="M4 5h26v6H4zM8 11v8M26 11v8" strokeWidth="1.7" />, wide),
  clutter: icon(<path d="M8 3h18v12H8zM17 3v12M6 19h22M9 15v4M25 15v4" strokeWidth="1.7" />, wide),
  column: icon(<path d="M12 3h10v16H12zM12 3l10 16M22 3 12 19" strokeWidth="1.7" />, wide),
  vehicle: icon(<path d="M8 6h18v10H8z" strokeWidth="1.7" />, wide),
};

const zones: Record<string, (props: SVGProps<SVGSVGElement>) => ReactNode> = {
  keep_out: icon(<path d="M5 3h24v16H5zM5 12l9-9M9 19 25 3M20 19l9-9" strokeWidth="1.6" />, wide),
  one_way: icon(<path d="M3 6h28M3 16h28M9 8l3.5 3L9 14M18 8l3.5 3L18 14" strokeWidth="1.6" />, wide),
  slow: icon(<path d="M7.5 17a10.5 10.5 0 1 1 19 0M17 13l-5-5M17 13h.01" strokeWidth="1.6" />, wide),
  crossing: icon(<path d="M6 3v16M11.5 3v16M17 3v16M22.5 3v16M28 3v16" strokeWidth="2.6" />, wide),
};

export function ZonePicture({ kind }: { kind: string }) {
  const Chosen = zones[kind] ?? zones.keep_out!;
  return <Chosen width="30" height="20" />;
}

export function EquipmentIcon({ item, partClass }: { item: string; partClass: string }) {
  const Chosen = equipment[item] ?? equipment[partClass] ?? equipment.clutter!;
  return <Chosen width="34" height="22" />;
}
