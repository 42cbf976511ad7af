package dev.keelson.launcher.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @TempDir Path directory;

  private int backup(String... words) {
    PrintStream out = new PrintStream(said);
    return new BackupCommand(Map.of(), out, out).run(List.of(words));
  }

  private int restore(String... words) {
    PrintStream out = new PrintStream(said);
    return new RestoreCommand(out, out).run(List.of(words));
  }

  @Test
  void misuse_is_128() {
    assertThat(backup()).isEqualTo(128);
    assertThat(backup("verify")).isEqualTo(128);
    assertThat(backup("verify", "word", "--archive=a")).isEqualTo(128);
    assertThat(backup("list", "--archive=a", "--no-such-flag")).isEqualTo(128);
    assertThat(restore()).isEqualTo(128);
    assertThat(restore("--archive=a", "--to-revision=1", "--to-time=x")).isEqualTo(128);
    assertThat(restore("--archive=a", "--to-revision=-1")).isEqualTo(128);
    assertThat(restore("--archive=a", "--to-time=yesterday")).isEqualTo(128);
    assertThat(said.toString())
        .contains("--archive DIR", "not both", "\"yesterday\" is no time", "--no-such-flag");
  }

  @Test
  void no_archive_and_a_bad_key_file_are_1() throws IOException {
    String nothing = "--archive=" + directory.resolve("nothing");
    assertThat(backup("list", nothing)).isEqualTo(1);
    assertThat(backup("verify", nothing, "--archive-key-file=/no/key")).isEqualTo(1);
    Path key = Files.write(directory.resolve("key"), new byte[32]);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(restore(nothing, "--archive-key-file=" + key)).isEqualTo(1);
    assertThat(restore(nothing, "--name=a", "--initial-cluster=b=http://127.0.0.1:1")).isEqualTo(1);
    assertThat(said.toString())
        .contains("there is no archive in", "/no/key: no such file", "chmod 600");
  }

  @Test
  void help_is_no_error() {
    assertThat(backup("--help")).isZero();
    assertThat(backup("drill", "--help")).isZero();
    assertThat(restore("--help")).isZero();
    assertThat(said.toString()).contains("--to-time", "--bump-revision", "verify", "drill");
  }
}
