package dev.keelson.jepsen.run;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.check.Verdict;
import dev.keelson.jepsen.draw.Drawing;
import dev.keelson.jepsen.history.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All checkers that apply to a history of a cluster that was just founded. */
final class Checkers implements Judge {
  @Override
  public List<String> judge(History history, Duration staleness, Path directory)
      throws IOException {
    Checks checks = Checks.ofFreshCluster().withStaleness(staleness);
    Checks.Report report = checks.run(history);
    Files.writeString(directory.resolve("checks.txt"), report.toString());
    var _ =
        Drawing.write(
            directory.resolve("drawing.html"),
            directory.getFileName().toString(),
            history,
            checks,
            report);
    List<String> problems = new ArrayList<>();
    report
        .verdicts()
        .forEach(
            (guarantee, verdict) -> {
              switch (verdict) {
                case Verdict.Valid _ -> {}
                // not decided is not valid
                case Verdict.Undecided _, Verdict.Invalid _ ->
                    problems.add(guarantee + ": " + verdict);
              }
            });
    return problems;
  }
}
