/** One every `everyMs`, `paced` in all. */
export type Paced = { readonly paced: number; readonly everyMs: number }

/** When it was committed, or sent where nothing is committed. */
export type Posted = { readonly webhookId: string; readonly atMs: number }

export const authorization = 'Bearer of the bench, as long as such a token is'
