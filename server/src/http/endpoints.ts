import { resources } from '../../../contract/catalogue.ts'
import { createKey } from './enlace/create-key.ts'
import { createWorkspace } from './enlace/create-workspace.ts'
import { getRequest } from './enlace/get-request.ts'
import { listKeys } from './enlace/list-keys.ts'
import { reset } from './enlace/reset.ts'
import { revokeKey } from './enlace/revoke-key.ts'
import { getInstitution } from './institutions/get-institution.ts'
import { listInstitutions } from './institutions/list-institutions.ts'
import { deleteLink } from './links/delete-link.ts'
import { getLink } from './links/get-link.ts'
import { listLinks } from './links/list-links.ts'
import { registerLink } from './links/register-link.ts'
import { probe } from './probe.ts'
import { resourceEndpoints } from './resources/resource-endpoints.ts'
import type { Endpoint } from './route.ts'

/** Every endpoint that needs a key, in the order of the reference. */
export const endpoints: readonly Endpoint[] = [
  probe,
  listInstitutions,
  getInstitution,
  listLinks,
  registerLink,
  getLink,
  deleteLink,
  ...resources.flatMap(resourceEndpoints),
  createWorkspace,
  createKey,
  listKeys,
  revokeKey,
  getRequest,
  reset,
]
