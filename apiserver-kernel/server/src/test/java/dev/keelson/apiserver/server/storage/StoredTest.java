package dev.keelson.apiserver.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StoredTest {
  private static final String KEY = "/registry/configmaps/n/a";

  private static StoredForm form(Memos memos) {
    return new StoredForm(Things.CONFIG_MAPS, ObjectCodec.ofJson(), memos);
  }

  private static Stored stored(StoredForm form, JsonObject tree, long revision) {
    Bytes json = Bytes.wrap(JsonWriter.bytes(tree));
    return form.read(KeyValue.of(Bytes.of(KEY), revision, revision, 1, json, 0));
  }

  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab \"\\{}[],:/\u00e9\u20ac\n\u0001").ofMaxLength(6);
  }

  /** What stands in an object's strings misleads nobody who looks for places in its bytes. */
  @Property(tries = 300)
  void theBytesSayWhatTheTreeSays(
      @ForAll("labels") Map<String, String> labels,
      @ForAll("texts") String uid,
      @ForAll("texts") String other,
      @ForAll boolean isUidFirst) {
    JsonObject.Builder metadata = JsonObject.builder();
    if (isUidFirst) {
      metadata.put("uid", uid);
    }
    metadata.put("annotations", JsonObject.of(other + "uid", JsonString.of(other)));
    metadata.put("labels", JsonObject.ofText(labels));
    if (!isUidFirst) {
      metadata.put("uid", uid);
    }
    JsonObject tree =
        JsonObject.builder()
            .put("x" + other, JsonObject.of("metadata", JsonLong.of(-1)))
            .put("metadata", metadata.build())
            .put("spec", JsonObject.of("nodeName", JsonString.of(other)))
            .build();
    Stored stored = stored(form(new Memos(0)), tree, 12);
    for (Stored each : List.of(stored, stored.at(3456), stored.at(3456).at(12))) {
      ApiObject expected = new ApiObject(tree).withResourceVersion(each.revision());
      assertThat(JsonReader.read(each.jsonBytes())).isEqualTo(expected.tree());
      assertThat(each.object()).isEqualTo(expected);
      assertThat(each.labels()).isEqualTo(labels);
      assertThat(each.uid()).isEqualTo(uid);
      assertThat(each.text("spec", "nodeName")).contains(other);
      assertThat(each.text("spec", "nodeName", "none")).isEmpty();
      assertThat(each.text("metadata")).isEmpty();
      assertThat(each.name()).isEqualTo(new ObjectName("n", "a"));
    }
  }

  @Provide
  static Arbitrary<Map<String, String>> labels() {
    return Arbitraries.maps(texts(), texts()).ofMaxSize(4);
  }

  @Test
  void whatIsKeptBesidesTheBytesIsBounded() {
    Memos memos = new Memos(1000);
    StoredForm form = form(memos);
    List<Stored> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Stored each = stored(form, Things.configMap("n", "a", Map.of()).tree(), i + 2);
      all.add(each);
      each.memo("k", 100, _ -> new Object());
      Object first = all.getFirst().memo("k", 100, _ -> new Object());
      assertThat(all.getFirst().<Object>memo("k", 100, _ -> new Object()))
          .as("what is asked for again and again stays")
          .isSameAs(first);
    }
    assertThat(memos.held()).isLessThanOrEqualTo(1000);
    Object kept = all.getFirst().memo("k", 100, _ -> "made anew");
    assertThat(kept).isNotEqualTo("made anew");
    assertThat(all.get(1).<Object>memo("k", 100, _ -> "made anew")).isEqualTo("made anew");
  }

  @Test
  void ofOneObjectNotMoreThanADozenThingsAreKept() {
    Stored stored = stored(form(new Memos(1 << 20)), Things.node("a").tree(), 2);
    for (int i = 0; i < 12; i++) {
      stored.memo(i, _ -> new Object());
    }
    assertThat(stored.<Object>memo(11, _ -> "new")).isNotEqualTo("new");
    assertThat(stored.<Object>memo("one more", _ -> new Object()))
        .isNotSameAs(stored.<Object>memo("one more", _ -> new Object()));
  }
}
