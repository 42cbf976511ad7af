package dev.keelson.apiserver.model.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  private static JsonObject numbered(int size) {
    JsonObject.Builder builder = JsonObject.builder();
    for (int i = 0; i < size; i++) {
      builder.put("k" + i, i);
    }
    return builder.build();
  }

  @Property(tries = 60)
  void finds_each_at_any_size(@ForAll @IntRange(max = 80) int size) {
    JsonObject object = numbered(size);
    assertThat(object.size()).isEqualTo(size);
    for (int i = 0; i < size; i++) {
      assertThat(object.number("k" + i, -1)).isEqualTo(i);
    }
    assertThat(object.has("k" + size)).isFalse();
    JsonObject grown = object.with("new", 7);
    assertThat(grown.number("new", 0)).isEqualTo(7);
    assertThat(grown.without("new")).isEqualTo(object).hasSameHashCodeAs(object);
  }

  @Test
  void changing_a_value_keeps_its_place() {
    JsonObject changed = numbered(40).with("k3", "x").with("k39", "y");
    assertThat(changed.names().indexOf("k3")).isEqualTo(3);
    assertThat(changed.text("k39")).isEqualTo("y");
    JsonObject same = numbered(3);
    assertThat(same.with("k1", same.get("k1"))).isSameAs(same);
  }

  @Test
  void a_null_is_not_a_gap() {
    assertThat(JsonReader.read("{\"a\":null}")).isNotEqualTo(JsonReader.read("{\"b\":null}"));
    assertThat(JsonReader.read("{\"a\":1,\"b\":2}"))
        .isEqualTo(JsonReader.read("{\"b\":2,\"a\":1}"));
  }

  @Test
  void a_name_put_twice_counts_last() {
    assertThat(JsonObject.builder().put("a", 1).put("b", 2).put("a", 3).build().toJson())
        .isEqualTo("{\"a\":3,\"b\":2}");
  }
}
