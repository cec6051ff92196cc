/** Which jobs of a list a page shows, or an action of a page takes; an empty one means all. All that is named must hold. */
export interface ListFilter {
  /** The job's type as it was pushed; `*` stands for any characters. */
  readonly type?: string;
  readonly queue?: string;
  readonly jid?: string;
  /** Each stands in the stored payload, byte for byte. */
  readonly words?: readonly string[];
}
