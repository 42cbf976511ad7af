package dev.keelson.apiserver.model.proto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Go's own bytes, and the JSON that Go makes of them: also which empty fields it writes. */
class WrittenByGoTest {
  private final ProtobufCodec codec = new ProtobufCodec(BuiltInSchemas.get());

  private static List<String> lines() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(WrittenByGoTest.class.getResourceAsStream("written-by-go.txt"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  @Test
  void isReadAsGoReadsItAndInGosOrder() throws IOException {
    List<String> lines = lines();
    for (String line : lines) {
      int space = line.indexOf(' ');
      byte[] bytes = HexFormat.of().parseHex(line, 0, space);
      String json = JsonReader.read(line.substring(space + 1)).toJson();

      ApiObject object = codec.decode(bytes);

      assertThat(object.tree().toJson()).isEqualTo(json);
      assertThat(codec.decode(codec.encode(object))).as(json).isEqualTo(object);
    }
    assertThat(lines).hasSizeGreaterThan(150);
  }
}
