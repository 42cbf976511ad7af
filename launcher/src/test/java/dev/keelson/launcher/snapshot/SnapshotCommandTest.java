package dev.keelson.launcher.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.raftstore.backup.FileStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotCommandTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... words) {
    PrintStream out = new PrintStream(said);
    return new SnapshotCommand(Map.of(), out, out).run(List.of(words));
  }

  @Test
  void misuse_is_128_as_with_etcdctl() {
    assertThat(run()).isEqualTo(128);
    assertThat(run("save")).isEqualTo(128);
    assertThat(run("save", "f", "--endpoints", "a:1,b:2")).isEqualTo(128);
    assertThat(run("status", "a", "b")).isEqualTo(128);
    assertThat(run("restore", "f", "--bump-revision=-1")).isEqualTo(128);
    assertThat(run("restore", "f", "--bump-revision=0", "--mark-compacted")).isEqualTo(128);
    assertThat(run("restore", "f", "--bump-revision=5", "--mark-compacted=false")).isEqualTo(128);
    assertThat(run("restore", "f", "--no-such-flag")).isEqualTo(128);
    assertThat(said.toString()).contains("unknown flag: --no-such-flag");
  }

  @Test
  void a_missing_file_and_a_wrong_cluster_are_1() {
    assertThat(run("status", "/no/such/file")).isEqualTo(1);
    assertThat(run("restore", "f", "--name=a", "--initial-cluster=b=http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(said.toString()).contains("no such file").contains("couldn't find local name");
  }

  @Test
  void status_is_told_as_etcdutl_tells_it() {
    FileStatus status = new FileStatus(0xf362c21c, 36, 8, 1_032_192, "3.6.0");
    assertThat(StatusText.of(status, "simple")).isEqualTo("f362c21c, 36, 8, 1.0 MB, 3.6.0");
    assertThat(StatusText.of(status, "json"))
        .isEqualTo(
            "{\"hash\":4083335708,\"revision\":36,\"totalKey\":8,\"totalSize\":1032192,\"version\":\"3.6.0\"}");
    assertThat(StatusText.of(status, "fields"))
        .startsWith("\"Hash\" : 4083335708\n\"Revision\" : 36");
    assertThat(StatusText.of(status, "table").lines())
        .contains("| f362c21c |       36 |          8 |     1.0 MB |   3.6.0 |");
  }

  @Test
  void sizes_are_powers_of_a_thousand() {
    assertThat(StatusText.size(9)).isEqualTo("9 B");
    assertThat(StatusText.size(20)).isEqualTo("20 B");
    assertThat(StatusText.size(20_480)).isEqualTo("20 kB");
    assertThat(StatusText.size(1_032_192)).isEqualTo("1.0 MB");
    assertThat(StatusText.size(22_700_000_000L)).isEqualTo("23 GB");
  }
}
