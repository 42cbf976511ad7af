package dev.keelson.scheduler.plugins.match;

/** Brings scores onto 0 to 100, relative to the highest. In place; none is negative. */
public final class Normalize {
  private static final long MAX = 100;

  private Normalize() {}

  /**
   * The highest becomes 100.
   *
   * @param count how many of the scores there are
   */
  public static void highestFirst(long[] scores, int count) {
    long highest = highest(scores, count);
    if (highest > 0) {
      for (int i = 0; i < count; i++) {
        scores[i] = MAX * scores[i] / highest;
      }
    }
  }

  /**
   * The highest becomes 0, and none 100.
   *
   * @param count how many of the scores there are
   */
  public static void fewestFirst(long[] scores, int count) {
    long highest = highest(scores, count);
    for (int i = 0; i < count; i++) {
      scores[i] = highest == 0 ? MAX : MAX - MAX * scores[i] / highest;
    }
  }

  private static long highest(long[] scores, int count) {
    long highest = 0;
    for (int i = 0; i < count; i++) {
      highest = Math.max(highest, scores[i]);
    }
    return highest;
  }
}
