package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two values, as upstream's messages about immutable fields show it: a unified
 * diff of their indented JSON, three lines of context.
 */
public final class Difference {
  private static final int CONTEXT = 3;

  /** Beyond so many lines on one side nothing but the fact is told. */
  private static final int LINES_MOST = 2_000;

  private Difference() {}

  public static String of(JsonValue before, JsonValue after) {
    List<String> old = new ArrayList<>();
    List<String> next = new ArrayList<>();
    write(before, "", "", "", old);
    write(after, "", "", "", next);
    return old.size() > LINES_MOST || next.size() > LINES_MOST
        ? "(too long to show)"
        : unified(changes(old, next));
  }

  private static void write(
      JsonValue value, String indent, String name, String end, List<String> lines) {
    String start = indent + name;
    switch (value) {
      case JsonObject object when !object.isEmpty() -> {
        lines.add(start + "{");
        int left = object.size();
        for (var entry : object) {
          left--;
          String key = JsonString.of(entry.getKey()).toJson() + ": ";
          write(entry.getValue(), indent + " ", key, left == 0 ? "" : ",", lines);
        }
        lines.add(indent + "}" + end);
      }
      case JsonArray array when !array.isEmpty() -> {
        lines.add(start + "[");
        for (int i = 0; i < array.size(); i++) {
          write(array.get(i), indent + " ", "", i == array.size() - 1 ? "" : ",", lines);
        }
        lines.add(indent + "]" + end);
      }
      default -> lines.add(start + value.toJson() + end);
    }
  }

  /**
   * @param mark a space, a minus or a plus
   */
  private record Line(char mark, String text) {}

  /** By the longest common subsequence. */
  private static List<Line> changes(List<String> old, List<String> next) {
    int[][] common = new int[old.size() + 1][next.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = next.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(next.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<Line> lines = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < old.size() || j < next.size()) {
      if (i < old.size() && j < next.size() && old.get(i).equals(next.get(j))) {
        lines.add(new Line(' ', old.get(i++)));
        j++;
      } else if (i < old.size() && (j == next.size() || common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', old.get(i++)));
      } else {
        lines.add(new Line('+', next.get(j++)));
      }
    }
    return lines;
  }

  private static String unified(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < lines.size()) {
      int first = at;
      while (first < lines.size() && lines.get(first).mark == ' ') {
        first++;
      }
      if (first == lines.size()) {
        break;
      }
      int from = Math.max(at, first - CONTEXT);
      int to = first;
      int quiet = 0;
      while (to < lines.size() && quiet <= 2 * CONTEXT) {
        quiet = lines.get(to).mark == ' ' ? quiet + 1 : 0;
        to++;
      }
      to -= Math.max(0, quiet - CONTEXT);
      hunk(lines, from, to, text);
      at = to;
    }
    return text.toString();
  }

  private static void hunk(List<Line> lines, int from, int to, StringBuilder text) {
    int oldFrom = (int) lines.subList(0, from).stream().filter(l -> l.mark != '+').count();
    int nextFrom = (int) lines.subList(0, from).stream().filter(l -> l.mark != '-').count();
    List<Line> shown = lines.subList(from, to);
    int oldLines = (int) shown.stream().filter(l -> l.mark != '+').count();
    int nextLines = (int) shown.stream().filter(l -> l.mark != '-').count();
    text.append("@@ -")
        .append(range(oldFrom, oldLines))
        .append(" +")
        .append(range(nextFrom, nextLines))
        .append(" @@\n");
    shown.forEach(line -> text.append(line.mark).append(line.text).append('\n'));
  }

  private static String range(int from, int lines) {
    int first = lines == 0 ? from : from + 1;
    return lines == 1 ? Integer.toString(first) : first + "," + lines;
  }
}
