package dev.keelson.raftstore.archive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of objects: {@code RUN/checkpoint-NEXT} and {@code RUN/segment-FIRST}, with the index of
 * the entry that comes next, or first, as 16 hexadecimal digits; so names sort as entries do.
 */
record ObjectName(String run, boolean checkpoint, long index) {
  private static final Pattern FORM =
      Pattern.compile("([^/]+)/(checkpoint|segment)-([0-9a-f]{16})");

  static String checkpoint(String run, long next) {
    return "%s/checkpoint-%016x".formatted(run, next);
  }

  static String segment(String run, long first) {
    return "%s/segment-%016x".formatted(run, first);
  }

  static Optional<ObjectName> parse(String name) {
    Matcher form = FORM.matcher(name);
    return form.matches()
        ? Optional.of(
            new ObjectName(
                form.group(1),
                form.group(2).equals("checkpoint"),
                Long.parseUnsignedLong(form.group(3), 16)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return checkpoint ? checkpoint(run, index) : segment(run, index);
  }
}
