package dev.keelson.controllers.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A set of completion indexes, as a status writes it: {@code 0,2-4,6}. Immutable. */
record IndexIntervals(List<Range> ranges) {
  static final IndexIntervals NONE = new IndexIntervals(List.of());

  /** Both ends belong to it. */
  record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }

    @Override
    public String toString() {
      if (first == last) {
        return Integer.toString(first);
      }
      return first + (last == first + 1 ? "," : "-") + last;
    }
  }

  IndexIntervals {
    ranges = List.copyOf(ranges);
  }

  /** What cannot be read, and what lies at {@code completions} or beyond, is left out. */
  static IndexIntervals parse(String text, int completions) {
    List<Range> ranges = new ArrayList<>();
    for (String each : text.split(",")) {
      String[] ends = each.split("-", 2);
      try {
        int first = Integer.parseInt(ends[0]);
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
        if (first < completions) {
          ranges.add(new Range(first, Math.min(last, completions - 1)));
        }
      } catch (NumberFormatException _) {
        // Somebody else wrote that.
      }
    }
    return NONE.with(ranges);
  }

  IndexIntervals with(IndexIntervals others) {
    return with(others.ranges);
  }

  IndexIntervals withAll(Collection<Integer> indexes) {
    return with(new TreeSet<>(indexes).stream().map(each -> new Range(each, each)).toList());
  }

  private IndexIntervals with(List<Range> more) {
    List<Range> all = new ArrayList<>(ranges);
    all.addAll(more);
    all.sort((one, other) -> Integer.compare(one.first(), other.first()));
    List<Range> merged = new ArrayList<>();
    for (Range each : all) {
      Range before = merged.isEmpty() ? new Range(-2, -2) : merged.getLast();
      if (each.first() > before.last() + 1) {
        merged.add(each);
      } else if (each.last() > before.last()) {
        merged.set(merged.size() - 1, new Range(before.first(), each.last()));
      }
    }
    return new IndexIntervals(merged);
  }

  boolean has(int index) {
    return ranges.stream().anyMatch(each -> each.first() <= index && index <= each.last());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  int total() {
    return ranges.stream().mapToInt(Range::size).sum();
  }

  /** How many are in both. */
  int common(IndexIntervals others) {
    int common = 0;
    for (Range one : ranges) {
      for (Range other : others.ranges) {
        int overlap = Math.min(one.last(), other.last()) - Math.max(one.first(), other.first()) + 1;
        common += Math.max(0, overlap);
      }
    }
    return common;
  }

  /** The first that are not in it, {@code count} at most, all below {@code completions}. */
  List<Integer> missing(int count, int completions) {
    List<Integer> missing = new ArrayList<>();
    int candidate = 0;
    for (Range each : ranges) {
      while (candidate < Math.min(each.first(), completions) && missing.size() < count) {
        missing.add(candidate++);
      }
      candidate = Math.max(candidate, each.last() + 1);
    }
    while (candidate < completions && missing.size() < count) {
      missing.add(candidate++);
    }
    return missing;
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
