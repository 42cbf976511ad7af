package dev.keelson.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A heading and rows of equally many cells; the first {@code leftColumns} are words, the others
 * numbers.
 */
public record Table(int leftColumns, List<String> heading, List<List<String>> rows) {
  public Table {
    heading = List.copyOf(heading);
    rows = List.copyOf(rows);
    for (List<String> row : rows) {
      if (row.size() != heading.size()) {
        throw new IllegalArgumentException(
            "a row of " + row.size() + " cells under " + heading.size() + " headings");
      }
    }
  }

  /** Aligned columns, two blanks between them, no trailing blanks. */
  public String asText() {
    int[] widths = new int[heading.size()];
    for (List<String> line : lines()) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines()) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        row.append(i == 0 ? "" : "  ");
        row.append(i < leftColumns ? line.get(i) + pad : pad + line.get(i));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A GitHub table. */
  public String asMarkdown() {
    StringBuilder text = new StringBuilder();
    appendMarkdown(text, heading);
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < heading.size(); i++) {
      rule.add(i < leftColumns ? "---" : "---:");
    }
    appendMarkdown(text, rule);
    rows.forEach(row -> appendMarkdown(text, row));
    return text.toString();
  }

  private static void appendMarkdown(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(heading);
    lines.addAll(rows);
    return lines;
  }
}
