/** A comparison as a file: asks for it, waits while a worker writes it, then downloads it. */
import { Menu } from '@mantine/core';
import { useState } from 'react';
import { ApiError, get, post } from '../api/client';
import type { Report } from '../api/types';
import { DownloadIcon } from '../components/Icons';
import { failed, told } from '../components/notify';
import { text } from '../text';
import { language } from '../text/language';

const c = text.compare;
const EVERY_MS = 700;
const AT_MOST_MS = 180_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function written(comparisonId: string, format: Report['format']): Promise<Report> {
  let report = await post<Report>(`comparisons/${comparisonId}/reports/`, { format, language });
  const until = Date.now() + AT_MOST_MS;
  while (!report.file_url && report.status !== 'failed' && Date.now() < until) {
    await pause(EVERY_MS);
    report = await get<Report>(`reports/${report.id}/`);
  }
  if (report.file_url) return report;
  const said = report.error;
  throw new ApiError({
    title: c.reportFailed,
    detail: said ? `${c.reportFailed} ${said}` : c.reportFailed,
    status: 500,
  });
}

function download(report: Report): void {
  const link = document.createElement('a');
  link.href = report.file_url ?? '';
  link.download = report.file_name;
  document.body.append(link);
  link.click();
  link.remove();
}

export function ReportMenu({ comparisonId }: { comparisonId: string }) {
  const [busy, setBusy] = useState(false);
  const make = async (format: Report['format']): Promise<void> => {
    setBusy(true);
    try {
      const report = await written(comparisonId, format);
      download(report);
      told(c.reportReady(report.file_name));
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="btn primary" disabled={busy} data-testid="report">
          <DownloadIcon /> {busy ? c.reportBusy : c.report}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void make('pdf')}>{c.reportPdf}</Menu.Item>
        <Menu.Item onClick={() => void make('xlsx')}>{c.reportXlsx}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
