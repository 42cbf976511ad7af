package dev.keelson.apiserver.model.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtobufCodecPropertyTest {
  private final ProtobufCodec codec = new ProtobufCodec(BuiltInSchemas.get());

  /** protobuf-java writes, we read and write, protobuf-java reads the same. */
  @Property(tries = 300)
  void nothingIsLostOnTheWayThroughATree(@ForAll long seed) throws Exception {
    roundTrip(new RandomMessages(seed).any());
  }

  @Test
  void everyKindMakesTheWay() throws Exception {
    RandomMessages messages = new RandomMessages(1);
    for (GroupVersionKind kind : RandomMessages.KINDS) {
      roundTrip(messages.of(kind));
    }
    assertThat(RandomMessages.KINDS).hasSizeGreaterThan(250);
  }

  private void roundTrip(RandomMessages.Sample sample) throws InvalidProtocolBufferException {
    ApiObject object = codec.decode(sample.envelope());
    // the tree is what a client sees: it goes through JSON too
    ApiObject seen = new ApiObject(JsonReader.readObject(JsonWriter.text(object.tree())));
    byte[] message =
        sample.kind().kind().equals("WatchEvent")
            ? sample.message().toByteArray()
            : codec.encodeMessage(seen);

    DynamicMessage again =
        DynamicMessage.parseFrom(RandomMessages.descriptor(sample.kind()), message);

    assertThat(RandomMessages.normal(again).toString())
        .as(sample.kind().toString())
        .isEqualTo(RandomMessages.normal(sample.message()).toString());
  }

  /** Whatever arrives, it is read, or refused by name. */
  @Property(tries = 2_000)
  void damagedBytesAreRefused(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = damaged(new RandomMessages(seed).any().envelope(), random);
    ApiObject read;
    try {
      read = codec.decode(bytes);
    } catch (BadProtobuf refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
      return;
    }
    try {
      codec.encode(read);
    } catch (NotEncodable refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int start = 4;
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > start; i--) {
      int at = start + random.nextInt(bytes.length - start);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xFF;
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }
}
