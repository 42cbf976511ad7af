package dev.keelson.apiserver.server.kind.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetadataRulesTest {
  private static ApiObject object(String metadata) {
    JsonObject tree =
        JsonReader.readObject(
            "{\"apiVersion\":\"v1\",\"kind\":\"X\",\"metadata\":" + metadata + "}");
    return new ApiObject(tree);
  }

  private static List<String> update(String before, String next) {
    FieldErrors errors = new FieldErrors();
    MetadataRules.updated(object(next), object(before), false, errors);
    return lines(errors);
  }

  private static List<String> lines(FieldErrors errors) {
    return errors.causes().stream().map(c -> c.field() + ": " + c.message()).toList();
  }

  @Test
  void keepsWhatMustNotChange() {
    assertThat(
            update(
                "{\"name\":\"a\",\"uid\":\"1\",\"resourceVersion\":\"5\",\"generation\":3}",
                "{\"name\":\"b\",\"uid\":\"2\",\"resourceVersion\":\"5\",\"generation\":2}"))
        .containsExactly(
            "metadata.generation: Invalid value: 2: must not be decremented",
            "metadata.name: Invalid value: \"b\": field is immutable",
            "metadata.uid: Invalid value: \"2\": field is immutable");
  }

  @Test
  void takesNoNewFinalizersWhileDeleting() {
    assertThat(
            update(
                "{\"name\":\"a\",\"resourceVersion\":\"5\",\"deletionTimestamp\":\"t\",\"finalizers\":[\"a/b\"]}",
                "{\"name\":\"a\",\"resourceVersion\":\"5\",\"deletionTimestamp\":\"t\",\"finalizers\":[\"a/c\",\"a/b\"]}"))
        .containsExactly(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
                + " deleted, found new finalizers []string{\"a/c\"}");
  }

  @Test
  void carriesOver() {
    ApiObject before =
        object(
            "{\"name\":\"a\",\"uid\":\"1\",\"generation\":3,\"creationTimestamp\":\"t\",\"deletionTimestamp\":\"d\",\"deletionGracePeriodSeconds\":30}");
    ApiObject carried =
        MetadataRules.carriedOver(
            object("{\"name\":\"a\",\"generation\":9,\"creationTimestamp\":null}"), before);
    assertThat(carried.metadata()).isEqualTo(before.metadata());
  }

  @Test
  void boundsAnnotations() {
    FieldErrors errors = new FieldErrors();
    JsonObject fits = JsonObject.EMPTY.with("a", "x".repeat(Labels.ANNOTATIONS_MOST - 1));
    Labels.checkAnnotations(fits, FieldPath.of("a"), errors);
    assertThat(errors.isEmpty()).isTrue();
    Labels.checkAnnotations(fits.with("b", ""), FieldPath.of("a"), errors);
    assertThat(lines(errors)).containsExactly("a: Too long: may not be more than 262144 bytes");
  }

  @Test
  void asksForAFitManager() {
    FieldErrors errors = new FieldErrors();
    MetadataRules.checkManager("a".repeat(129), FieldPath.of("m"), errors);
    MetadataRules.checkManager("a\u0001b", FieldPath.of("m"), errors);
    assertThat(lines(errors))
        .containsExactly(
            "m: Too long: may not be more than 128 bytes",
            "m: Invalid value: \"a\\x01b\": invalid character U+0001 (at position 1)");
  }
}
