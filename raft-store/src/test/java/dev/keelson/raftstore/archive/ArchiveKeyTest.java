package dev.keelson.raftstore.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveKeyTest {
  @TempDir Path directory;

  private Path file(int length, String mode) throws IOException {
    Path file = Files.write(directory.resolve("key"), new byte[length]);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void a_private_file_of_32_bytes_is_a_key_that_tells_its_id_alone() throws IOException {
    ArchiveKey key = ArchiveKey.read(file(32, "rw-------"));
    assertThat(key.id()).matches("[0-9a-f]{16}");
    assertThat(key.toString()).isEqualTo("key " + key.id());
  }

  @Test
  void a_file_that_others_may_read_is_refused() throws IOException {
    Path open = file(32, "rw-r-----");
    assertThatThrownBy(() -> ArchiveKey.read(open))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void a_file_of_another_length_is_refused() throws IOException {
    Path hex = file(64, "rw-------");
    assertThatThrownBy(() -> ArchiveKey.read(hex))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("64 bytes, not 32");
  }
}
