import type { Check } from '../exam.ts'
import { burst } from './burst.ts'
import { delivery, duplicates, replay } from './deliveries.ts'
import { lateAnswers } from './late-answers.ts'
import { removal, reordering } from './order.ts'
import { forgeries, unknownWebhooks } from './strangers.ts'

/** In the order in which they are done: each stands on what those before it have told. */
export const checks: readonly Check[] = [
  delivery,
  duplicates,
  reordering,
  lateAnswers,
  removal,
  unknownWebhooks,
  forgeries,
  burst,
  replay,
]
