/** All routes, in the order of the OpenAPI document. A new one is a file like those beside it, and a line here. */
import type { App } from '../app.ts';
import type { Service } from '../service.ts';
import { agreementRoutes } from './agreements.ts';
import { deviceRoutes } from './devices.ts';
import { findingRoutes } from './findings.ts';
import { healthRoutes } from './health.ts';
import { ingestRoutes } from './ingests.ts';
import { issueRoutes } from './issue.ts';
import { jobRoutes } from './jobs.ts';
import { metricsRoutes } from './metrics.ts';
import { openapiRoutes } from './openapi.ts';
import { reconcileRoutes } from './reconcile.ts';
import { reportRoutes } from './reports.ts';
import { runRoutes } from './runs.ts';
import { statementRoutes } from './statements.ts';
import { statusRoutes } from './status.ts';

export const ROUTES: readonly ((app: App, service: Service) => void)[] = [
  healthRoutes,
  metricsRoutes,
  openapiRoutes,
  ingestRoutes,
  jobRoutes,
  runRoutes,
  findingRoutes,
  statementRoutes,
  deviceRoutes,
  reportRoutes,
  reconcileRoutes,
  issueRoutes,
  agreementRoutes,
  statusRoutes,
];
