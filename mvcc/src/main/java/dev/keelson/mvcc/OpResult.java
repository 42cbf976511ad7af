package dev.keelson.mvcc;

import java.util.List;

/**
 * What one operation answers, alone or inside a transaction; {@code revision} is the store's after
 * it.
 */
public sealed interface OpResult
    permits RangeResult, OpResult.PutResult, OpResult.DeleteResult, OpResult.TxnResult {
  long revision();

  /** {@code previous}: the pair before, where it was asked for and existed. */
  record PutResult(long revision, java.util.Optional<KeyValue> previous) implements OpResult {}

  /**
   * {@code deleted}: how many keys; {@code previous}: their pairs in key order, where asked for.
   */
  record DeleteResult(long revision, long deleted, List<KeyValue> previous) implements OpResult {}

  /** {@code responses}: one per operation of the branch that ran, in order. */
  record TxnResult(long revision, boolean succeeded, List<OpResult> responses)
      implements OpResult {}
}
