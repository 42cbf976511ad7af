package dev.keelson.jepsen.run;

import dev.keelson.jepsen.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Says what is wrong with a history. */
interface Judge {
  /**
   * What is broken, one sentence each; empty if nothing is. Where something is, shrinks it and
   * draws it into {@code directory}.
   *
   * @param staleness how old a serializable read may be
   */
  List<String> judge(History history, Duration staleness, Path directory) throws IOException;
}
