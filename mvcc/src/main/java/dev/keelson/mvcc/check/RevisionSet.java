package dev.keelson.mvcc.check;

import java.util.Arrays;

/**
 * A set of revisions in two flat arrays, because a hash over a large store may need millions. Main
 * is never 0.
 */
final class RevisionSet {
  private long[] mains = new long[64];
  private int[] subs = new int[64];
  private int size;

  void add(long main, int sub) {
    if (size * 2 >= mains.length) {
      grow();
    }
    int at = slot(main, sub);
    if (mains[at] == 0) {
      mains[at] = main;
      subs[at] = sub;
      size++;
    }
  }

  boolean contains(long main, int sub) {
    return mains[slot(main, sub)] != 0;
  }

  int size() {
    return size;
  }

  /** Where the revision is, or the free place where it would go. */
  private int slot(long main, int sub) {
    long mixed = (main * 31 + sub) * 0x9E3779B97F4A7C15L;
    int at = (int) (mixed >>> 32) & (mains.length - 1);
    while (mains[at] != 0 && (mains[at] != main || subs[at] != sub)) {
      at = (at + 1) & (mains.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldMains = mains;
    int[] oldSubs = Arrays.copyOf(subs, subs.length);
    mains = new long[oldMains.length * 2];
    subs = new int[oldSubs.length * 2];
    size = 0;
    for (int i = 0; i < oldMains.length; i++) {
      if (oldMains[i] != 0) {
        add(oldMains[i], oldSubs[i]);
      }
    }
  }
}
