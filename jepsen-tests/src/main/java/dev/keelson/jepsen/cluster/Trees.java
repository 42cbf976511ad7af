package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Directories with all that is in them. */
public final class Trees {
  private Trees() {}

  /** Deletes what is inside {@code directory}, and leaves it. Nothing if it is not there. */
  public static void deleteInside(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> all;
    try (var walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (!path.equals(directory)) {
        Files.deleteIfExists(path);
      }
    }
  }

  public static void delete(Path directory) throws IOException {
    deleteInside(directory);
    Files.deleteIfExists(directory);
  }
}
