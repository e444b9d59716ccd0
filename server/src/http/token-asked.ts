import type { TokenAsked } from '../flows/links/ask-token.ts'
import { wireFaults } from './faults.ts'
import { qrImage } from './qr-image.ts'
import type { Reply } from './route.ts'

/** The 428 that asks for a token: an answer, in the form of a refusal. */
export async function tokenAsked(asked: TokenAsked): Promise<Reply> {
  const { status, code, message } = wireFaults.token_required
  const { type, instructions, value, expectsUserInput } = asked.challenge
  const body = [
    {
      code,
      message,
      request_id: asked.requestId,
      session: asked.session,
      expiry: asked.expirySeconds,
      link: asked.linkId,
      token_generation_data: {
        instructions,
        type,
        value: type === 'qr' ? await qrImage(value) : value,
        expects_user_input: expectsUserInput,
      },
    },
  ]
  return { status, body, requestId: asked.requestId }
}
