package dev.keelson.raftstore.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTargetTest {
  @TempDir Path directory;

  @Test
  void what_is_put_is_there_listed_in_order_and_private() throws IOException {
    DirectoryTarget target = new DirectoryTarget(directory.resolve("a/b"));
    assertThat(target.list()).isEmpty();
    target.put("run/two", out -> out.write(2));
    target.put("run/one", out -> out.write(1));
    target.put("top", out -> out.write(0));
    target.put("run/one", out -> out.write(3));
    assertThat(target.list()).containsExactly("run/one", "run/two", "top");
    try (InputStream in = target.get("run/one")) {
      assertThat(in.readAllBytes()).containsExactly(3);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("a/b/run/one"))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("a/b/run"))))
        .isEqualTo("rwx------");
  }

  @Test
  void what_fails_half_way_is_not_there_and_leaves_nothing() throws IOException {
    DirectoryTarget target = new DirectoryTarget(directory);
    assertThatThrownBy(
            () ->
                target.put(
                    "run/half",
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("no space left on device");
                    }))
        .hasMessageContaining("no space");
    assertThat(target.list()).isEmpty();
    assertThat(directory.resolve("run")).isEmptyDirectory();
    assertThatThrownBy(() -> target.get("run/half")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void what_a_killed_process_left_is_no_object_and_goes_with_the_next_put() throws IOException {
    Path left = directory.resolve("run/.part-segment-1");
    Files.createDirectories(left.resolveSibling(""));
    Files.write(left, new byte[10]);
    DirectoryTarget target = new DirectoryTarget(directory);
    assertThat(target.list()).isEmpty();
    target.put("run/segment-2", out -> out.write(1));
    assertThat(left).doesNotExist();
    assertThat(target.list()).containsExactly("run/segment-2");
  }

  @Test
  void the_last_object_takes_its_folder_along() throws IOException {
    DirectoryTarget target = new DirectoryTarget(directory);
    target.put("run/one", out -> out.write(1));
    target.put("run/two", out -> out.write(1));
    target.delete("run/one");
    target.delete("run/one");
    assertThat(directory.resolve("run/two")).exists();
    target.delete("run/two");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void names_stay_inside() {
    DirectoryTarget target = new DirectoryTarget(directory);
    for (String name : new String[] {"../x", "a/../b", "/x", "a/b/c", ".x", "a/.x", ""}) {
      assertThatThrownBy(() -> target.put(name, _ -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
