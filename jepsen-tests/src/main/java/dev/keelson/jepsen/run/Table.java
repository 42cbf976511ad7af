package dev.keelson.jepsen.run;

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
    StringBuilder text =
        new StringBuilder(
            "| workload | fault | ok | failed | unknown | events | faults | verdict |\n"
                + "|---|---|---:|---:|---:|---:|---:|---|\n");
    for (Finding finding : findings) {
      if (finding.leftOut().isPresent()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | | | | | | left out: %s |%n",
                finding.row().workload(),
                finding.row().fault(),
                finding.leftOut().get()));
      } else {
        text.append(
            String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %d | %s |%n",
                finding.row().workload(),
                finding.row().fault(),
                finding.ok(),
                finding.failed(),
                finding.unknown(),
                finding.watched(),
                finding.faults(),
                verdict(finding)));
      }
    }
    return text.toString();
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
