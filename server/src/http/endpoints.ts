import { resources } from '../../../contract/catalogue.ts'
import { getConsent } from './consents/get-consent.ts'
import { listConsents } from './consents/list-consents.ts'
import { advanceClock, freezeClock, getClock, resumeClock, setClock } from './enlace/clock/clock.ts'
import { changeConsent } from './enlace/consents/change-consent.ts'
import { createKey } from './enlace/create-key.ts'
import { createWorkspace } from './enlace/create-workspace.ts'
import { examineEndpoint, getExaminationOf } from './enlace/doctor/doctor.ts'
import { listEvents } from './enlace/events/events.ts'
import { getFaultRule, listFaultRules, orderFault, takeBackFault, takeBackFaults } from './enlace/faults/fault-rules.ts'
import { createFork, dropFork, dropForks, listForks } from './enlace/forks/forks.ts'
import { dropSnapshot, keepSnapshot, listSnapshots } from './enlace/forks/snapshots.ts'
import { getRequest } from './enlace/get-request.ts'
import { changeLinkSettings, changeSettings, inspectLink } from './enlace/links/inspect-link.ts'
import { listKeys } from './enlace/list-keys.ts'
import { coverageEndpoints } from './enlace/met/coverage.ts'
import { getLineage } from './enlace/records/lineage.ts'
import { reset } from './enlace/reset.ts'
import { revokeKey } from './enlace/revoke-key.ts'
import { listTriggers, triggerWebhook } from './enlace/triggers/triggers.ts'
import { listUsage, sumUsage } from './enlace/usage/usage.ts'
import { describeUser, getUser, getUserSchema, listUsers, removeUser } from './enlace/users/users.ts'
import { getDelivery, listDeliveries } from './enlace/webhooks/deliveries.ts'
import { replayDeliveries, replayDelivery } from './enlace/webhooks/replay.ts'
import {
  changeWebhookEndpoint,
  createEndpoint,
  getWebhookEndpoint,
  listWebhookEndpoints,
  removeWebhookEndpoint,
} from './enlace/webhooks/webhook-endpoints.ts'
import { createWebhookSecret, endWebhookSecret } from './enlace/webhooks/webhook-secrets.ts'
import { getInstitution } from './institutions/get-institution.ts'
import { listInstitutions } from './institutions/list-institutions.ts'
import { changeCredentials } from './links/change-credentials.ts'
import { deleteLink } from './links/delete-link.ts'
import { getLink } from './links/get-link.ts'
import { listLinks } from './links/list-links.ts'
import { modifyLink } from './links/modify-link.ts'
import { refreshLink } from './links/refresh-link.ts'
import { registerLink } from './links/register-link.ts'
import { resumeLink } from './links/resume-link.ts'
import { probe } from './probe.ts'
import { resourceEndpoints } from './resources/resource-endpoints.ts'
import type { Endpoint } from './route.ts'
import { createToken } from './token/create-token.ts'

/** The API's own. */
const api: readonly Endpoint[] = [
  probe,
  listInstitutions,
  getInstitution,
  listLinks,
  registerLink,
  resumeLink,
  getLink,
  modifyLink,
  changeCredentials,
  deleteLink,
  refreshLink,
  createToken,
  listConsents,
  getConsent,
  ...resources.flatMap(resourceEndpoints),
]

/** Every endpoint that needs a key, in the order of the reference. */
export const endpoints: readonly Endpoint[] = [
  ...api,
  createWorkspace,
  createKey,
  listKeys,
  revokeKey,
  getRequest,
  inspectLink,
  changeLinkSettings,
  getLineage,
  createEndpoint,
  listWebhookEndpoints,
  getWebhookEndpoint,
  changeWebhookEndpoint,
  removeWebhookEndpoint,
  createWebhookSecret,
  endWebhookSecret,
  listDeliveries,
  getDelivery,
  listEvents,
  replayDelivery,
  replayDeliveries,
  listUsage,
  sumUsage,
  changeSettings,
  getClock,
  advanceClock,
  setClock,
  freezeClock,
  resumeClock,
  changeConsent,
  describeUser,
  listUsers,
  getUserSchema,
  getUser,
  removeUser,
  orderFault,
  listFaultRules,
  getFaultRule,
  takeBackFault,
  takeBackFaults,
  examineEndpoint,
  getExaminationOf,
  triggerWebhook,
  listTriggers,
  ...coverageEndpoints(api),
  createFork,
  listForks,
  dropFork,
  dropForks,
  keepSnapshot,
  listSnapshots,
  dropSnapshot,
  reset,
]
