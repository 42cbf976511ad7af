package dev.keelson.raftstore.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.LogPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bytes of objects. They are on disks: what is golden here stays readable. */
class ObjectFormatTest {
  private static final ArchiveKey KEY = new ArchiveKey(filled(7));
  private static final String NAME = "run/segment-0000000000000005";

  private static byte[] filled(int with) {
    byte[] bytes = new byte[ArchiveKey.LENGTH];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private static ObjectHeader header(boolean sealed) {
    return new ObjectHeader(
        ObjectHeader.Kind.SEGMENT,
        0xc1,
        0xa1,
        "run",
        new Stamp(new LogPosition(2, 5), 10, 1_000),
        new Stamp(new LogPosition(2, 6), 11, 1_001),
        new byte[ObjectHeader.DIGEST],
        0x12345678,
        sealed ? Optional.of(new ObjectHeader.Sealing(KEY.id(), new byte[16])) : Optional.empty());
  }

  private static List<LogRecord> records() {
    return List.of(
        new LogRecord(new Stamp(new LogPosition(2, 5), 10, 1_000), new byte[] {1, 2, 3}),
        new LogRecord(new Stamp(new LogPosition(2, 6), 11, 1_001), new byte[0]));
  }

  private static byte[] segment(boolean sealed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutput object =
        new ObjectOutput(bytes, header(sealed), sealed ? Optional.of(KEY) : Optional.empty());
    DataOutputStream out = new DataOutputStream(object);
    for (LogRecord record : records()) {
      record.write(out);
    }
    out.flush();
    object.finish();
    return bytes.toByteArray();
  }

  private static List<LogRecord> read(byte[] bytes, Optional<ArchiveKey> key) throws IOException {
    List<LogRecord> found = new ArrayList<>();
    try (ObjectInput in = new ObjectInput(new ByteArrayInputStream(bytes), NAME, key)) {
      DataInputStream data = new DataInputStream(in);
      Optional<LogRecord> record;
      while ((record = LogRecord.read(data, in)).isPresent()) {
        found.add(record.get());
      }
      in.finish();
    }
    return found;
  }

  private static void assertSame(List<LogRecord> found) {
    assertThat(found).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(found.get(i).stamp()).isEqualTo(records().get(i).stamp());
      assertThat(found.get(i).entry()).isEqualTo(records().get(i).entry());
    }
  }

  @Test
  void a_segment_has_these_bytes() throws IOException {
    String golden =
        "4b45454c5341524301" // KEELSARC, version 1
            + "007b" // 123 bytes of fields
            + "02" // segment
            + "00000000000000c1" // cluster
            + "00000000000000a1" // member
            + "000372756e" // run
            + "0000000000000002000000000000000500000000000000 0a00000000000003e8"
            + "0000000000000002000000000000000600000000000000 0b00000000000003e9"
            + "00".repeat(32) // previous
            + "12345678" // last entry
            + "00"; // not encrypted
    String records =
        "0000000000000005000000000000000200000000000003e8000000000000000a00000003010203"
            + "0000000000000006000000000000000200000000000003e9000000000000000b00000000";
    byte[] bytes = segment(false);
    byte[] front = HexFormat.of().parseHex(golden.replace(" ", ""));
    assertThat(Arrays.copyOf(bytes, front.length))
        .asHexString()
        .isEqualTo(HexFormat.of().withUpperCase().formatHex(front));
    byte[] body = HexFormat.of().parseHex(records);
    int at = front.length + 4;
    assertThat(HexFormat.of().formatHex(bytes, at, at + 4))
        .isEqualTo("800000%02x".formatted(body.length));
    assertThat(Arrays.copyOfRange(bytes, at + 4, at + 4 + body.length)).isEqualTo(body);
    assertThat(bytes).hasSize(at + 4 + body.length + ObjectHeader.DIGEST);
    assertSame(read(bytes, Optional.empty()));
  }

  @Test
  void an_encrypted_segment_has_these_bytes_and_is_read_with_its_key() throws IOException {
    byte[] bytes = segment(true);
    assertThat(HexFormat.of().formatHex(ArchiveKey.digest().digest(bytes)))
        .isEqualTo("fc9f273baeda1608dcdd8dacfbac6d640de4ff570ac80bc2fc89543c063a735c");
    assertSame(read(bytes, Optional.of(KEY)));
  }

  @Test
  void no_key_another_key_and_a_key_too_many_are_named() throws IOException {
    byte[] sealed = segment(true);
    assertThatThrownBy(() -> read(sealed, Optional.empty()))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("is encrypted with key " + KEY.id());
    ArchiveKey other = new ArchiveKey(filled(8));
    assertThatThrownBy(() -> read(sealed, Optional.of(other)))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining(other.id());
    byte[] plain = segment(false);
    assertThatThrownBy(() -> read(plain, Optional.of(KEY)))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("is not encrypted");
  }

  @Test
  void every_flipped_bit_is_found() throws IOException {
    for (boolean sealed : new boolean[] {false, true}) {
      byte[] good = segment(sealed);
      for (int bit = 0; bit < good.length * 8; bit++) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> read(bad, sealed ? Optional.of(KEY) : Optional.empty()))
            .as("bit %d of %s", bit, sealed ? "sealed" : "plain")
            .isInstanceOf(BadArchive.class)
            .hasMessageContaining(NAME);
      }
    }
  }

  @Test
  void every_cut_and_every_addition_is_found() throws IOException {
    for (boolean sealed : new boolean[] {false, true}) {
      byte[] good = segment(sealed);
      for (int length = 0; length <= good.length + 1; length++) {
        if (length != good.length) {
          byte[] bad = Arrays.copyOf(good, length);
          assertThatThrownBy(() -> read(bad, sealed ? Optional.of(KEY) : Optional.empty()))
              .as("%d of %d bytes", length, good.length)
              .isInstanceOf(BadArchive.class)
              .hasMessageContaining(NAME);
        }
      }
    }
  }

  @Test
  void a_renamed_object_is_found() throws IOException {
    byte[] bytes = segment(false);
    assertThatThrownBy(
            () ->
                new ObjectInput(
                    new ByteArrayInputStream(bytes),
                    "run/segment-0000000000000006",
                    Optional.empty()))
        .isInstanceOf(BadArchive.class)
        .hasMessageContaining("renamed");
  }

  @Property(tries = 40)
  void bodies_of_any_size_come_back(
      @ForAll @IntRange(max = 3 * ObjectOutput.FRAME) int size, @ForAll boolean sealed)
      throws IOException {
    byte[] body = new byte[size];
    new java.util.Random(size).nextBytes(body);
    Optional<ArchiveKey> key = sealed ? Optional.of(KEY) : Optional.empty();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectOutput object = new ObjectOutput(bytes, header(sealed), key);
    object.write(body);
    byte[] digest = object.finish();
    try (ObjectInput in =
        new ObjectInput(new ByteArrayInputStream(bytes.toByteArray()), NAME, key)) {
      assertThat(in.readAllBytes()).isEqualTo(body);
      assertThat(in.finish()).isEqualTo(digest);
    }
  }
}
