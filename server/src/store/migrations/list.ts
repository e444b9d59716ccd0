import { foundation } from './0001-foundation.ts'
import { banking } from './0002-banking.ts'
import { life } from './0003-life.ts'
import { records } from './0004-records.ts'
import { users } from './0005-users.ts'
import { fiscal } from './0006-fiscal.ts'
import { chile } from './0007-chile.ts'
import { employment } from './0008-employment.ts'
import { consents } from './0009-consents.ts'
import { lists } from './0010-lists.ts'
import { faults } from './0011-faults.ts'
import { meetings } from './0012-meetings.ts'
import { eventLog } from './0013-event-log.ts'
import { endpoints } from './0014-endpoints.ts'
import { onDemand } from './0015-on-demand.ts'
import { lineage } from './0016-lineage.ts'
import { snapshots } from './0017-snapshots.ts'

/** In this order, forward only. A migration that has been released never changes: its checksum is kept. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-foundation', sql: foundation },
  { name: '0002-banking', sql: banking },
  { name: '0003-life', sql: life },
  { name: '0004-records', sql: records },
  { name: '0005-users', sql: users },
  { name: '0006-fiscal', sql: fiscal },
  { name: '0007-chile', sql: chile },
  { name: '0008-employment', sql: employment },
  { name: '0009-consents', sql: consents },
  { name: '0010-lists', sql: lists },
  { name: '0011-faults', sql: faults },
  { name: '0012-meetings', sql: meetings },
  { name: '0013-event-log', sql: eventLog },
  { name: '0014-endpoints', sql: endpoints },
  { name: '0015-on-demand', sql: onDemand },
  { name: '0016-lineage', sql: lineage },
  { name: '0017-snapshots', sql: snapshots },
]
