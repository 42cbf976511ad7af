package dev.keelson.apiserver.server.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that are there whole or not at all. */
final class OwnFiles {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> ALL = PosixFilePermissions.fromString("rw-r--r--");

  private OwnFiles() {}

  /** Mode 0600 from its first byte on. */
  static void secret(Path file, String text) {
    write(file, text, OWNER);
  }

  /** Mode 0644. */
  static void open(Path file, String text) {
    write(file, text, ALL);
  }

  static Path directory(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new PkiFault("make directory " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path file, String text, Set<PosixFilePermission> mode) {
    Path directory = directory(file.toAbsolutePath().resolve("..").normalize());
    try {
      Path fresh =
          Files.createTempFile(
              directory,
              "." + file.getFileName(),
              ".new",
              PosixFilePermissions.asFileAttribute(OWNER));
      try {
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        Files.setPosixFilePermissions(fresh, mode);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new PkiFault("write " + file + ": " + e.getMessage(), e);
    }
  }
}
