package dev.keelson.benchmarks.report;

import java.util.List;

/**
 * All that a run found.
 *
 * @param machine one line about the machine and the commit
 * @param titles the systems with their versions
 * @param systems the systems' labels, ours first
 * @param settings one line about how it was measured
 */
public record Report(
    String machine,
    List<String> titles,
    List<String> systems,
    String settings,
    List<Row> rows,
    List<StartRow> starts,
    List<String> failures) {

  /** For a terminal. */
  public String asText() {
    StringBuilder text = new StringBuilder();
    text.append(machine).append('\n').append(settings).append('\n');
    appendTables(text, "%n%s%n", Table::asText);
    if (!failures.isEmpty()) {
      text.append("\nfailed:\n");
      failures.forEach(failure -> text.append("- ").append(failure).append('\n'));
    }
    return text.toString();
  }

  /** For a page. */
  public String asMarkdown() {
    StringBuilder text = new StringBuilder();
    text.append("Machine: ").append(machine).append(".\n\n");
    text.append("Settings: ").append(settings).append(".\n");
    appendTables(text, "%n### %s%n%n", Table::asMarkdown);
    if (!failures.isEmpty()) {
      text.append("\nFailed:\n\n");
      failures.forEach(
          failure -> text.append("* ").append(failure.replace("\n", "\n  ")).append('\n'));
    }
    return text.toString();
  }

  private interface Form {
    String of(Table table);
  }

  private void appendTables(StringBuilder text, String heading, Form form) {
    List<Summary> summaries = Summary.of(rows);
    String ours = systems.getFirst();
    for (int i = 1; i < systems.size(); i++) {
      List<Comparison> pairs = Comparison.of(summaries, ours, systems.get(i));
      if (!pairs.isEmpty()) {
        text.append(heading.formatted(titles.getFirst() + " against " + titles.get(i)));
        text.append(form.of(Tables.ofComparison(pairs)));
      }
    }
    for (int i = 0; i < systems.size(); i++) {
      String system = systems.get(i);
      List<Summary> own = summaries.stream().filter(one -> one.system().equals(system)).toList();
      if (!own.isEmpty() && !compared(summaries, system)) {
        text.append(heading.formatted(titles.get(i)));
        text.append(form.of(Tables.ofSystem(own)));
      }
    }
    if (!starts.isEmpty()) {
      text.append(heading.formatted("Starts, exec to first linearizable read"));
      text.append(form.of(Tables.ofStarts(starts)));
    }
  }

  /** Whether a comparison shows the system; ours is shown beside any other. */
  private boolean compared(List<Summary> summaries, String system) {
    String ours = systems.getFirst();
    return systems.stream()
        .skip(1)
        .filter(other -> system.equals(ours) || system.equals(other))
        .anyMatch(other -> !Comparison.of(summaries, ours, other).isEmpty());
  }

  /** Every measurement of every round, a line each, with a heading. */
  public String asCsv() {
    return Export.csv(rows, starts);
  }

  /** Every measurement of every round, with machine, settings and failures. */
  public String asJson() {
    return Export.json(this);
  }
}
