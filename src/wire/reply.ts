/** An encoded RESP reply, ready to be written (spec §1). */
export type Reply = string | Uint8Array;
