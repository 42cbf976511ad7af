package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed between two trees, as a unified diff of their indented JSON with three lines of
 * context: the end of the message when a pod's specification may not change.
 */
final class SpecDiff {
  private static final int CONTEXT = 3;

  /** Beyond this many pairs of lines only the message itself is given. */
  private static final long MOST_PAIRS = 16_000_000;

  private enum Kind {
    SAME(' '),
    GONE('-'),
    NEW('+');

    private final char sign;

    Kind(char sign) {
      this.sign = sign;
    }
  }

  private record Line(Kind kind, String text, int before, int after) {}

  private SpecDiff() {}

  static String of(JsonValue before, JsonValue after) {
    List<String> old = new ArrayList<>();
    List<String> now = new ArrayList<>();
    lines(before, "", "", "", old);
    lines(after, "", "", "", now);
    if ((long) old.size() * now.size() > MOST_PAIRS) {
      return "";
    }
    return hunks(compare(old, now));
  }

  private static void lines(
      JsonValue value, String indent, String label, String end, List<String> to) {
    String inner = indent + " ";
    switch (value) {
      case JsonObject object when !object.isEmpty() -> {
        to.add(indent + label + "{");
        List<String> names = object.names();
        for (int i = 0; i < names.size(); i++) {
          String name = names.get(i);
          String comma = i + 1 < names.size() ? "," : "";
          lines(object.get(name), inner, "\"" + name + "\": ", comma, to);
        }
        to.add(indent + "}" + end);
      }
      case JsonArray array when !array.isEmpty() -> {
        to.add(indent + label + "[");
        for (int i = 0; i < array.size(); i++) {
          lines(array.get(i), inner, "", i + 1 < array.size() ? "," : "", to);
        }
        to.add(indent + "]" + end);
      }
      default -> to.add(indent + label + value.toJson() + end);
    }
  }

  /** By the longest common subsequence of lines. */
  private static List<Line> compare(List<String> old, List<String> now) {
    int[][] common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        lines.add(new Line(Kind.SAME, old.get(i), i++, j++));
      } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line(Kind.GONE, old.get(i), i++, j));
      } else {
        lines.add(new Line(Kind.NEW, now.get(j), i, j++));
      }
    }
    return lines;
  }

  private static String hunks(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < lines.size()) {
      if (lines.get(i).kind() == Kind.SAME) {
        i++;
        continue;
      }
      int start = Math.max(0, i - CONTEXT);
      int end = i;
      for (int next = i; next < lines.size() && next - end <= 2 * CONTEXT; next++) {
        if (lines.get(next).kind() != Kind.SAME) {
          end = next;
        }
      }
      end = Math.min(lines.size(), end + CONTEXT + 1);
      hunk(lines.subList(start, end), text);
      i = end;
    }
    return text.toString();
  }

  private static void hunk(List<Line> lines, StringBuilder text) {
    long old = lines.stream().filter(line -> line.kind() != Kind.NEW).count();
    long now = lines.stream().filter(line -> line.kind() != Kind.GONE).count();
    text.append("@@ -")
        .append(lines.getFirst().before() + 1)
        .append(',')
        .append(old)
        .append(" +")
        .append(lines.getFirst().after() + 1)
        .append(',')
        .append(now)
        .append(" @@\n");
    for (Line line : lines) {
      text.append(line.kind().sign).append(line.text()).append('\n');
    }
  }
}
