package dev.keelson.benchmarks;

import dev.keelson.benchmarks.report.Row;
import dev.keelson.benchmarks.report.StartRow;
import java.util.ArrayList;
import java.util.List;

/**
 * What has been measured so far, and what could not be. Main thread; read by the clean-up at the
 * end.
 */
final class Results {
  private final List<Row> rows = new ArrayList<>();
  private final List<StartRow> starts = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  void add(StartRow row) {
    starts.add(row);
  }

  void fail(String what) {
    failures.add(what);
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  List<StartRow> starts() {
    return List.copyOf(starts);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }
}
