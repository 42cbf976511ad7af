package dev.keelson.apiserver.server.kind.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * Indexes of an indexed job's pods, written as {@code 0,3-5,7}.
 *
 * @param intervals in order, both ends included; none if something is wrong
 * @param wrong "" if nothing is
 */
record JobIndexes(List<Interval> intervals, String wrong) {
  record Interval(long first, long last) {}

  JobIndexes {
    intervals = List.copyOf(intervals);
  }

  /** {@code completions} is above every index. */
  static JobIndexes parse(String text, long completions) {
    List<Interval> intervals = new ArrayList<>();
    if (text.isEmpty()) {
      return new JobIndexes(intervals, "");
    }
    long last = -1;
    for (String each : text.split(",", -1)) {
      String[] ends = each.split("-", -1);
      if (ends.length > 2) {
        return bad(
            "the fragment \""
                + each
                + "\" violates the requirement that an index interval can have at most two parts"
                + " separated by '-'");
      }
      for (String end : ends) {
        if (!end.matches("[+]?[0-9]{1,18}")) {
          return bad("cannot convert string to integer for index: \"" + end + "\"");
        }
        if (Long.parseLong(end) >= completions) {
          return bad("too large index: \"" + end + "\"");
        }
      }
      Interval interval =
          new Interval(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
      if (ends.length == 2 && interval.first >= interval.last) {
        return bad(notIncreasing(interval.first, interval.last));
      }
      if (last >= interval.first) {
        return bad(notIncreasing(last, interval.first));
      }
      intervals.add(interval);
      last = interval.last;
    }
    return new JobIndexes(intervals, "");
  }

  private static JobIndexes bad(String wrong) {
    return new JobIndexes(List.of(), wrong);
  }

  private static String notIncreasing(long previous, long current) {
    return "non-increasing order, previous: " + previous + ", current: " + current;
  }

  long total() {
    return intervals.stream().mapToLong(each -> each.last - each.first + 1).sum();
  }

  /** The first index in both; -1 if there is none. */
  long overlap(JobIndexes other) {
    for (Interval one : intervals) {
      for (Interval two : other.intervals) {
        if (one.first <= two.last && two.first <= one.last) {
          return Math.max(one.first, two.first);
        }
      }
    }
    return -1;
  }
}
