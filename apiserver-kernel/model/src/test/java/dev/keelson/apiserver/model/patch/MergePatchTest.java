package dev.keelson.apiserver.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonTrees;
import dev.keelson.apiserver.model.json.JsonValue;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  /** RFC 7386, appendix A, as far as documents are objects or lists; then what Go does else. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":\"b\"}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"b\"}|{\"b\":\"c\"}|{\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"}|{\"a\":null}|{}",
        "{\"a\":\"b\",\"b\":\"c\"}|{\"a\":null}|{\"b\":\"c\"}",
        "{\"a\":[\"b\"]}|{\"a\":\"c\"}|{\"a\":\"c\"}",
        "{\"a\":\"c\"}|{\"a\":[\"b\"]}|{\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}}|{\"a\":{\"b\":\"d\",\"c\":null}}|{\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}|{\"a\":[1]}|{\"a\":[1]}",
        "[\"a\",\"b\"]|[\"c\",\"d\"]|[\"c\",\"d\"]",
        "{\"a\":\"b\"}|[\"c\"]|[\"c\"]",
        "{\"e\":null}|{\"a\":1}|{\"e\":null,\"a\":1}",
        "[1,2]|{\"a\":\"b\",\"c\":null}|{\"a\":\"b\"}",
        "{}|{\"a\":{\"bb\":{\"ccc\":null}}}|{\"a\":{\"bb\":{}}}",
        "{}|{\"a\":[{\"b\":null},null]}|{\"a\":[{},null]}",
        "{\"a\":{}}|{\"a\":[{\"b\":null}]}|{\"a\":[{\"b\":null}]}",
      })
  void merges(String document, String patch, String merged) {
    assertThat(MergePatch.apply(JsonReader.read(document), JsonReader.read(patch)).toJson())
        .isEqualTo(merged);
  }

  @Test
  void a_leaf_is_no_patch() {
    assertThatExceptionOfType(BadPatch.class)
        .isThrownBy(() -> MergePatch.apply(JsonReader.read("{}"), JsonReader.read("null")))
        .withMessage("Invalid JSON Patch");
  }

  /** Of patches without nulls; with them Go's library prunes more at the second time. */
  @Property(tries = 300)
  void twice_is_once(@ForAll("trees") JsonValue document, @ForAll("trees") JsonValue patch) {
    try {
      JsonValue pruned = MergePatch.apply(JsonObject.EMPTY, patch);
      JsonValue once = MergePatch.apply(document, pruned);
      assertThat(MergePatch.apply(once, pruned)).isEqualTo(once);
    } catch (BadPatch e) {
      assertThat(e).hasMessage("Invalid JSON Patch");
    }
  }

  @Provide
  Arbitrary<JsonValue> trees() {
    return JsonTrees.trees(3);
  }
}
