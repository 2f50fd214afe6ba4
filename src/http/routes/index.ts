/** All routes, in the order of the OpenAPI document. A new one is a file like those beside it, and a line here. */
import type { App } from '../app.ts';
import type { Service } from '../service.ts';
import { agreementRoutes } from './agreements.ts';
import { deviceRoutes } from './devices.ts';
import { disputeRoutes } from './disputes.ts';
import { errorRoutes } from './errors.ts';
import { findingRoutes } from './findings.ts';
import { healthRoutes } from './health.ts';
import { ingestRoutes } from './ingests.ts';
import { issueRoutes } from './issue.ts';
import { jobEventRoutes } from './job-events.ts';
import { jobRoutes } from './jobs.ts';
import { lineRoutes } from './lines.ts';
import { meRoutes } from './me.ts';
import { metricsRoutes } from './metrics.ts';
import { openapiRoutes } from './openapi.ts';
import { packRoutes } from './packs.ts';
import { reconcileRoutes } from './reconcile.ts';
import { reportRoutes } from './reports.ts';
import { resumableRoutes } from './resumable.ts';
import { reviewRoutes } from './reviews.ts';
import { runRoutes } from './runs.ts';
import { siteRoutes } from './site.ts';
import { statementRoutes } from './statements.ts';
import { statusRoutes } from './status.ts';
import { termRoutes } from './terms.ts';
import { timelineRoutes } from './timeline.ts';
import { uploadRoutes } from './uploads.ts';
import { whatIfRoutes } from './what-if.ts';

export const ROUTES: readonly ((app: App, service: Service) => void)[] = [
  healthRoutes,
  metricsRoutes,
  openapiRoutes,
  meRoutes,
  errorRoutes,
  uploadRoutes,
  resumableRoutes,
  ingestRoutes,
  jobRoutes,
  jobEventRoutes,
  runRoutes,
  findingRoutes,
  whatIfRoutes,
  statementRoutes,
  lineRoutes,
  termRoutes,
  packRoutes,
  disputeRoutes,
  deviceRoutes,
  timelineRoutes,
  reviewRoutes,
  reportRoutes,
  reconcileRoutes,
  issueRoutes,
  agreementRoutes,
  statusRoutes,
  siteRoutes,
];
