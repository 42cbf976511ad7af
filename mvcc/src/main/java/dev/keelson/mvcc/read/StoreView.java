package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.mvcc.check.HashKvScan;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/** One holder of a {@link Generation}. Closing twice is closing once. */
public final class StoreView implements ReadView {
  private final Generation generation;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** {@code generation} was retained for this view, which releases it. */
  public StoreView(Generation generation) {
    this.generation = generation;
  }

  @Override
  public long revision() {
    return generation.head();
  }

  @Override
  public long compactedRevision() {
    return generation.floor();
  }

  public Generation generation() {
    return generation;
  }

  @Override
  public Outcome<RangeResult> range(RangeQuery query, LongPredicate room) {
    long revision = query.revision();
    if (revision > 0) {
      Optional<Refusal> refusal = refusal(revision);
      if (refusal.isPresent()) {
        return Outcome.refused(refusal.get());
      }
    }
    RangeResult result = RangeReader.read(generation.at(revision), query, generation.head(), room);
    return result == null ? Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE) : Outcome.ok(result);
  }

  @Override
  public long count(KeyRange range) {
    return generation.current().count(range);
  }

  @Override
  public Outcome<KeyCursor> scan(KeyRange range, long revision) {
    Optional<Refusal> refusal = refusal(revision);
    return refusal.isPresent()
        ? Outcome.refused(refusal.get())
        : Outcome.ok(generation.at(revision).scan(range));
  }

  @Override
  public Outcome<HashKv> hashKv(long revision) {
    Optional<Refusal> refusal = refusal(revision);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    // A negative revision hashes nothing, as in etcd: only 0 stands for head.
    long hashed = revision == 0 ? generation.head() : revision;
    int hash = HashKvScan.hash(generation.snapshot(), generation.floor(), hashed);
    return Outcome.ok(new HashKv(hash, generation.head(), hashed, generation.floor()));
  }

  private Optional<Refusal> refusal(long revision) {
    return RangeReader.refusal(revision, generation.floor(), generation.head());
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      generation.release();
    }
  }
}
