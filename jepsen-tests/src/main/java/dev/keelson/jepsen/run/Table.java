package dev.keelson.jepsen.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** Findings as lines for a terminal, and as a table for a README. */
final class Table {
  static final String HEAD =
      "%-11s %-18s %8s %7s %8s %8s %7s %8s  %s"
          .formatted(
              "workload",
              "fault",
              "ok",
              "failed",
              "unknown",
              "events",
              "faults",
              "seconds",
              "verdict");

  private static final String MARKDOWN_HEAD =
      "| workload | fault | ok | failed | unknown | events | faults | verdict |\n"
          + "|---|---|---:|---:|---:|---:|---:|---|\n";

  private Table() {}

  static String line(Finding finding) {
    if (finding.leftOut().isPresent()) {
      return "%-11s %-18s left out: %s"
          .formatted(finding.row().workload(), finding.row().fault(), finding.leftOut().get());
    }
    return String.format(
        Locale.ROOT,
        "%-11s %-18s %8d %7d %8d %8d %7d %8.1f  %s",
        finding.row().workload(),
        finding.row().fault(),
        finding.ok(),
        finding.failed(),
        finding.unknown(),
        finding.watched(),
        finding.faults(),
        finding.seconds(),
        verdict(finding));
  }

  static String verdict(Finding finding) {
    return finding.isValid() ? "valid" : "VIOLATION";
  }

  /** Markdown. */
  static String markdown(List<Finding> findings) {
    StringBuilder text = new StringBuilder(MARKDOWN_HEAD);
    findings.forEach(finding -> text.append(markdown(finding)));
    return text.toString();
  }

  /** One row, with its end of line. */
  static String markdown(Finding finding) {
    if (finding.leftOut().isPresent()) {
      return String.format(
          Locale.ROOT,
          "| %s | %s | | | | | | left out: %s |%n",
          finding.row().workload(),
          finding.row().fault(),
          finding.leftOut().get());
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,d | %,d | %,d | %,d | %d | %s |%n",
        finding.row().workload(),
        finding.row().fault(),
        finding.ok(),
        finding.failed(),
        finding.unknown(),
        finding.watched(),
        finding.faults(),
        verdict(finding));
  }

  /** Adds the row to the table in {@code file}, which begins here if there is none. */
  static void addTo(Path file, Finding finding) throws IOException {
    boolean fresh = Files.notExists(file) || Files.size(file) == 0;
    Files.writeString(
        file,
        (fresh ? MARKDOWN_HEAD : "") + markdown(finding),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** All of it in one line. */
  static String total(List<Finding> findings) {
    long run = findings.stream().filter(f -> f.leftOut().isEmpty()).count();
    long bad = findings.stream().filter(f -> !f.isValid()).count();
    return String.format(
        Locale.ROOT,
        "%d lines, %,d operations, %,d events, %,d faults: %s",
        run,
        findings.stream().mapToLong(f -> f.ok() + f.failed() + f.unknown()).sum(),
        findings.stream().mapToLong(Finding::watched).sum(),
        findings.stream().mapToLong(Finding::faults).sum(),
        bad == 0 ? "no violation" : bad + " with a violation");
  }
}
