package dev.keelson.scheduler.plugins.resources;

/** How evenly the resources of a node are used: 100 where all are used to the same fraction. */
final class Balance {
  private static final long MAX = 100;

  private Balance() {}

  /**
   * 50 to 100: above 75 where the pod evens the node out, below where it does the opposite.
   *
   * @param requested with the pod
   * @param allocated without it
   */
  static long change(long[] requested, long[] allocated, long[] allocatable) {
    return MAX / 2 + (MAX / 2 + score(requested, allocatable) - score(allocated, allocatable)) / 2;
  }

  /** 100 less the standard deviation of the used fractions, in percent: 50 to 100. */
  static long score(long[] used, long[] allocatable) {
    int count = 0;
    double sum = 0;
    double first = 0;
    double last = 0;
    for (int i = 0; i < used.length; i++) {
      if (allocatable[i] != 0) {
        last = fraction(used[i], allocatable[i]);
        first = count == 0 ? last : first;
        sum += last;
        count++;
      }
    }
    double deviation = 0;
    if (count == 2) {
      deviation = Math.abs((first - last) / 2);
    } else if (count > 2) {
      double mean = sum / count;
      double squares = 0;
      for (int i = 0; i < used.length; i++) {
        if (allocatable[i] != 0) {
          double distance = fraction(used[i], allocatable[i]) - mean;
          squares += distance * distance;
        }
      }
      deviation = Math.sqrt(squares / count);
    }
    return (long) ((1 - deviation) * MAX);
  }

  private static double fraction(long used, long allocatable) {
    return Math.min(1, (double) used / allocatable);
  }
}
