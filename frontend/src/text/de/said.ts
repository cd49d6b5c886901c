/** What the server says, in German; the tables lie with the server, whose reports speak by them, too. */
import changes from '../../../../scenarios/said/de/changes.json';
import findings from '../../../../scenarios/said/de/findings.json';
import jobs from '../../../../scenarios/said/de/jobs.json';
import metrics from '../../../../scenarios/said/de/metrics.json';
import models from '../../../../scenarios/said/de/models.json';
import orders from '../../../../scenarios/said/de/orders.json';
import results from '../../../../scenarios/said/de/results.json';
import words from '../../../../scenarios/said/de/words.json';
import manners from '../../../../scenarios/said/manners.json';
import { sayer } from '../sayer';

export const german = sayer(
  { ...words, ...changes, ...findings, ...metrics, ...results, ...jobs, ...orders, ...models },
  manners.de as unknown as Parameters<typeof sayer>[1],
);
