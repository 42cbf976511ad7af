package dev.keelson.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Where the repository or installation is, whose {@code bin/etcd} is measured. */
final class Home {
  /** System property that names the directory above {@code bin}; set by the launch script. */
  static final String PROPERTY = "keelson.home";

  /** Environment variable that does the same. */
  static final String VARIABLE = "KEELSON_HOME";

  private Home() {}

  /**
   * What the property or the variable says, else the nearest directory above this program that has
   * a bin/etcd.
   */
  static Path find() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
        .map(Path::of)
        .or(Home::aboveProgram)
        .orElse(Path.of(""))
        .toAbsolutePath();
  }

  static Path program(Path home) {
    return home.resolve("bin").resolve("etcd");
  }

  private static Optional<Path> aboveProgram() {
    CodeSource source = Home.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    for (Path at = Path.of(source.getLocation().getPath()); at != null; at = at.getParent()) {
      if (Files.isExecutable(program(at))) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
