/** What the server says, in German. */
import { sayer } from '../sayer';
import changes from './said/changes.json';
import findings from './said/findings.json';
import jobs from './said/jobs.json';
import metrics from './said/metrics.json';
import orders from './said/orders.json';
import results from './said/results.json';
import words from './said/words.json';

export const german = sayer(
  { ...words, ...changes, ...findings, ...metrics, ...results, ...jobs, ...orders, 'claims:but': 'aber' },
  {
    decimal: ',',
    group: '\u202f',
    and: 'und',
    quoted: '„$1“',
    beside: [
      [/ pt\b/, ' %-Pkt.'],
      [/ ?per 1000 h\b/, ' je 1000 h'],
      [/\/order\b/, '/Auftrag'],
      [/ lines?\b/, ' Positionen'],
      [/ more\b/, ' weitere'],
    ],
  },
);
