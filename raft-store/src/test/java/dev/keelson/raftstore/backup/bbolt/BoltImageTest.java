package dev.keelson.raftstore.backup.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;

class BoltImageTest {
  private final Path path = file();

  private static Path file() {
    try {
      return Files.createTempFile("bolt", ".db");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterProperty
  @org.junit.jupiter.api.AfterEach
  void remove() throws IOException {
    Files.deleteIfExists(path);
  }

  @Property(tries = 60)
  void what_is_written_is_read_and_whole(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int buckets,
      @ForAll @IntRange(max = 6) int power,
      @ForAll @IntRange(min = 10, max = 14) int pageSize)
      throws IOException {
    Random random = new Random(seed);
    TreeMap<String, TreeMap<byte[], byte[]>> content = new TreeMap<>();
    for (int i = 0; i < buckets; i++) {
      int size = random.nextInt(1 << 2 * power);
      content.put("bucket" + i, entries(random, size));
    }
    write(content, 1 << pageSize);
    assertThat(Files.size(path) % (1 << pageSize)).isZero();
    try (BoltFile file = BoltFile.open(path)) {
      assertThat(BoltCheck.faults(file)).isEmpty();
      assertThat(file.buckets().stream().map(BoltImageTest::text))
          .containsExactlyElementsOf(content.keySet());
      for (var bucket : content.entrySet()) {
        assertThat(read(file, bucket.getKey())).isEqualTo(shown(bucket.getValue()));
      }
    }
  }

  @Test
  void keys_of_which_a_page_holds_one_make_a_tree_that_ends() throws IOException {
    Random random = new Random(42);
    TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 100; i++) {
      byte[] key = new byte[900];
      random.nextBytes(key);
      entries.put(key, new byte[100]);
    }
    write(new TreeMap<>(Map.of("bucket", entries)), 1024);
    try (BoltFile file = BoltFile.open(path)) {
      assertThat(BoltCheck.faults(file)).isEmpty();
      assertThat(read(file, "bucket")).isEqualTo(shown(entries));
    }
  }

  @Test
  void a_bucket_of_many_tiny_entries_lies_in_its_parent() throws IOException {
    TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 40; i++) {
      entries.put(new byte[] {(byte) i}, new byte[] {1});
    }
    write(new TreeMap<>(Map.of("bucket", entries)), 4096);
    try (BoltFile file = BoltFile.open(path)) {
      assertThat(BoltCheck.faults(file)).isEmpty();
      assertThat(read(file, "bucket")).isEqualTo(shown(entries));
    }
  }

  @Test
  void most_flipped_bits_of_page_headers_are_found() throws IOException {
    long seed = 4711;
    Random random = new Random(seed);
    write(new TreeMap<>(Map.of("key", entries(random, 3000))), 4096);
    byte[] good = Files.readAllBytes(path);
    int found = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int at = 2 * 4096 + random.nextInt(bad.length / 4096 - 2) * 4096 + random.nextInt(16);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      if (!faultsOf(path).isEmpty()) {
        found++;
      }
    }
    // Not all: what another page overflows into is no header, and a leaf that counts fewer entries
    // is whole. The hash after the file is there for these.
    assertThat(found).as("seed %d", seed).isGreaterThan(120);
  }

  @Test
  void a_file_cut_short_is_refused_in_words() throws IOException {
    write(new TreeMap<>(Map.of("key", entries(new Random(1), 3000))), 4096);
    byte[] good = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(good, good.length - 4096));
    assertThatThrownBy(() -> BoltFile.open(path))
        .isInstanceOf(BadBoltFile.class)
        .hasMessageContaining("cut short");
    Files.write(path, new byte[100]);
    assertThatThrownBy(() -> BoltFile.open(path))
        .isInstanceOf(BadBoltFile.class)
        .hasMessageContaining("not a bbolt file");
    Files.write(path, new byte[0]);
    assertThatThrownBy(() -> BoltFile.open(path)).isInstanceOf(BadBoltFile.class);
  }

  @Test
  void the_other_meta_serves_where_one_is_damaged() throws IOException {
    write(new TreeMap<>(Map.of("key", entries(new Random(1), 3000))), 4096);
    byte[] good = Files.readAllBytes(path);
    for (int meta = 0; meta < 2; meta++) {
      byte[] bad = good.clone();
      bad[meta * 4096 + 40] ^= 1;
      Files.write(path, bad);
      assertThat(faultsOf(path)).isEmpty();
    }
  }

  @Test
  void a_page_in_use_twice_is_found() throws IOException {
    write(new TreeMap<>(Map.of("key", entries(new Random(1), 3000))), 4096);
    byte[] bytes = Files.readAllBytes(path);
    for (int page = 3; page < bytes.length / 4096; page++) {
      if (bytes[page * 4096 + 8] == Format.BRANCH) {
        System.arraycopy(bytes, page * 4096 + 24, bytes, page * 4096 + 40, 8);
        break;
      }
    }
    Files.write(path, bytes);
    assertThat(faultsOf(path)).anyMatch(fault -> fault.contains("in use twice"));
  }

  @Test
  void a_source_that_changes_between_the_passes_is_noticed() {
    List<Integer> opened = new ArrayList<>();
    BucketSource changing =
        new BucketSource(
            bytes("key"),
            () -> {
              opened.add(1);
              return BucketSource.of(
                      bytes("key"), entries(new Random(1), 2000 + 1000 * opened.size()))
                  .entries()
                  .get();
            });
    BoltImage image = BoltImage.measure(List.of(changing));
    assertThatThrownBy(() -> image.writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void entries_out_of_order_are_refused() {
    BucketSource unordered =
        new BucketSource(
            bytes("key"),
            () ->
                new Entries() {
                  private int given;

                  @Override
                  public boolean next() {
                    return given++ < 2;
                  }

                  @Override
                  public byte[] key() {
                    return bytes("same");
                  }

                  @Override
                  public byte[] value() {
                    return bytes("value");
                  }

                  @Override
                  public void close() {}
                });
    assertThatThrownBy(() -> BoltImage.measure(List.of(unordered)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> faultsOf(Path path) throws IOException {
    try (BoltFile file = BoltFile.open(path)) {
      return BoltCheck.faults(file);
    } catch (BadBoltFile e) {
      return List.of(e.getMessage());
    }
  }

  private void write(TreeMap<String, TreeMap<byte[], byte[]>> content, int pageSize)
      throws IOException {
    List<BucketSource> sources = new ArrayList<>();
    content.forEach((name, entries) -> sources.add(BucketSource.of(bytes(name), entries)));
    BoltImage image = BoltImage.measure(sources, pageSize);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    image.writeTo(out);
    assertThat(out.size()).isEqualTo(image.size());
    Files.write(path, out.toByteArray());
  }

  private static TreeMap<byte[], byte[]> entries(Random random, int count) {
    TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 900 : 30)];
      byte[] value = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)];
      random.nextBytes(key);
      random.nextBytes(value);
      entries.put(key, value);
    }
    return entries;
  }

  private static List<String> read(BoltFile file, String bucket) throws IOException {
    List<String> read = new ArrayList<>();
    try (BoltCursor cursor = file.bucket(bytes(bucket)).orElseThrow()) {
      while (cursor.next()) {
        byte[] value = cursor.value();
        assertThat(file.read(cursor.offset(), cursor.valueLength())).isEqualTo(value);
        read.add(shown(cursor.key(), value));
      }
    }
    return read;
  }

  private static List<String> shown(TreeMap<byte[], byte[]> entries) {
    return entries.entrySet().stream().map(e -> shown(e.getKey(), e.getValue())).toList();
  }

  private static String shown(byte[] key, byte[] value) {
    return HexFormat.of().formatHex(key) + "=" + Arrays.hashCode(value) + "/" + value.length;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
