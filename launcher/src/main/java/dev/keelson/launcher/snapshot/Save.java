package dev.keelson.launcher.snapshot;

import dev.keelson.launcher.etcd.GoDuration;
import dev.keelson.raftstore.etcd.SnapshotSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Takes a snapshot from a server into a file that exists under its name only once it is whole,
 * verified and on the disk; until then it is called {@code FILE.part}.
 */
public final class Save {
  public static final String ENDPOINT = "127.0.0.1:2379";

  private Save() {}

  /** Throws {@link Misuse} for more than one endpoint: a snapshot is that of one member. */
  static SnapshotSource source(Words words) {
    String endpoint = words.text("endpoints", ENDPOINT);
    if (endpoint.contains(",")) {
      throw new Misuse(
          "snapshot must be requested to one selected node, not multiple [%s]"
              .formatted(endpoint.replace(',', ' ')));
    }
    return source(words, endpoint);
  }

  /** One member, reached as the flags say. */
  public static SnapshotSource source(Words words, String endpoint) {
    if (words.text("cert").isPresent() != words.text("key").isPresent()) {
      throw new Misuse("--cert and --key are given together or not at all");
    }
    return new SnapshotSource(
        endpoint,
        words.text("cacert").map(Path::of),
        words
            .text("cert")
            .map(
                cert -> new SnapshotSource.Identity(Path.of(cert), Path.of(words.text("key", "")))),
        words.isSet("insecure-skip-tls-verify"),
        words
            .text("command-timeout")
            .map(
                text ->
                    GoDuration.parse(text)
                        .orElseThrow(() -> new Misuse("invalid duration \"" + text + "\""))));
  }

  /** Returns the server's storage version. */
  static String save(SnapshotSource source, Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      String version;
      try (FileChannel out =
          FileChannel.open(
              part,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        version = source.copyTo(out);
        out.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      if (directory != null) {
        try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
          entry.force(true);
        }
      }
      return version;
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
