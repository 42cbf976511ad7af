package dev.keelson.jepsen.run;

import dev.keelson.jepsen.history.History;
import java.nio.file.Path;
import java.util.List;

/** All checkers that apply to a history. */
final class Checkers implements Judge {
  @Override
  public List<String> judge(History history, Path directory) {
    return List.of();
  }
}
