package dev.keelson.mvcc.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySorterTest {
  @TempDir Path directory;

  @Test
  void what_does_not_fit_into_memory_is_sorted_too_and_one_key_stays_in_order() throws IOException {
    long seed = 99;
    Random random = new Random(seed);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] key = Integer.toString(random.nextInt(700)).getBytes(StandardCharsets.US_ASCII);
      changes.add(new Change(key, i, i / 2, i % 2, random.nextBoolean(), random.nextInt(), 7L * i));
    }
    List<String> sorted = new ArrayList<>();
    try (KeySorter sorter = new KeySorter(directory, 20_000)) {
      for (Change change : changes) {
        sorter.add(change);
      }
      assertThat(directory).isNotEmptyDirectory();
      sorter.drain(change -> sorted.add(shown(change)));
    }
    assertThat(directory).isEmptyDirectory();
    changes.sort(
        Comparator.comparing((Change c) -> new String(c.key(), StandardCharsets.US_ASCII))
            .thenComparing(Change::ordinal));
    assertThat(sorted).as("seed %d", seed).isEqualTo(changes.stream().map(c -> shown(c)).toList());
  }

  private static String shown(Change c) {
    return new String(c.key(), StandardCharsets.US_ASCII)
        + List.of(c.ordinal(), c.main(), c.sub(), c.dead(), c.size(), c.place());
  }
}
