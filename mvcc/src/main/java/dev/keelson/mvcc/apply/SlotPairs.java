package dev.keelson.mvcc.apply;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.read.Pairs;
import org.jspecify.annotations.Nullable;

/**
 * The staged pairs, where a get leaves its slot behind: what is compared is put next, and so is
 * read only once.
 */
record SlotPairs(Staged staged) implements Pairs {
  @Override
  public @Nullable KeyValue get(byte[] key) {
    Live now = staged.slot(Bytes.wrap(key)).now();
    return now == null ? null : staged.whole(now);
  }

  @Override
  public ReadView.KeyCursor scan(KeyRange range) {
    return staged.pairs().scan(range);
  }

  @Override
  public ReadView.KeyCursor scanBackwards(KeyRange range) {
    return staged.pairs().scanBackwards(range);
  }

  @Override
  public long count(KeyRange range) {
    return staged.pairs().count(range);
  }
}
