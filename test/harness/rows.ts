import type { Api } from './api.ts'

type LinkStatus = 'valid' | 'invalid' | 'unconfirmed' | 'token_required'

/** Puts a link into a state that no request leads to yet. */
export async function setLinkStatus({ app }: Api, id: string, status: LinkStatus): Promise<void> {
  await app.deps.db.transaction((tx) => tx.updateTable('links').set({ status }).where('id', '=', id).execute())
}
