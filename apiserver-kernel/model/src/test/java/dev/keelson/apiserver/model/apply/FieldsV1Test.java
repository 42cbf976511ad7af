package dev.keelson.apiserver.model.apply;

import static dev.keelson.apiserver.model.apply.TestTypes.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsV1Test {
  @Provide
  Arbitrary<PathElement> elements() {
    Arbitrary<String> names = Arbitraries.of("a", "b", "c", "é", "x<y&z", "\"q\"");
    Arbitrary<PathElement> fields = names.map(PathElement.Field::new);
    Arbitrary<PathElement> values =
        Arbitraries.oneOf(
                names.map(JsonString::of),
                Arbitraries.integers().between(-3, 3).map(JsonLong::of),
                Arbitraries.of(JsonBool.TRUE, new JsonDouble(1.5)))
            .map(PathElement.Value::new);
    Arbitrary<PathElement> keys =
        Arbitraries.integers()
            .between(0, 2)
            .flatMap(port -> names.map(name -> key("port", port, "name", name)));
    Arbitrary<PathElement> indexes = Arbitraries.longs().between(0, 3).map(PathElement.Index::new);
    return Arbitraries.oneOf(fields, keys, values, indexes);
  }

  private static PathElement key(String name, long number, String name2, String text) {
    return new PathElement.Key(
        List.of(
            new PathElement.KeyField(name, JsonLong.of(number)),
            new PathElement.KeyField(name2, JsonString.of(text))));
  }

  @Provide
  Arbitrary<FieldSet> sets() {
    return elements()
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .list()
        .ofMaxSize(12)
        .map(paths -> FieldSet.of(paths.toArray(List<?>[]::new)));
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadAgain(@ForAll("sets") FieldSet set) throws BadFields {
    assertThat(FieldsV1.read(FieldsV1.write(set))).isEqualTo(set);
  }

  @Property(tries = 300)
  void setsObeyTheirLaws(@ForAll("sets") FieldSet a, @ForAll("sets") FieldSet b) {
    assertThat(a.union(b)).isEqualTo(b.union(a));
    assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
    assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a);
    assertThat(a.difference(b).intersection(b).isEmpty()).isTrue();
    assertThat(a.difference(FieldSet.EMPTY)).isSameAs(a);
    assertThat(a.union(b).difference(a.union(b))).isEqualTo(FieldSet.EMPTY);
    assertThat(a.recursiveDifference(b).difference(a).isEmpty()).isTrue();
    a.forEach(path -> assertThat(a.union(b).has(path)).isTrue());
    a.forEach(path -> assertThat(a.difference(b).has(path)).isEqualTo(!b.has(path)));
    assertThat(a.size() == 0).isEqualTo(a.isEmpty());
  }

  @Property(tries = 200)
  void elementsAreOrderedInOneWay(
      @ForAll("elements") PathElement a,
      @ForAll("elements") PathElement b,
      @ForAll("elements") PathElement c) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
    if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
      assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void fieldsComeBeforeKeysBeforeValuesBeforePlaces() {
    FieldSet set =
        FieldSet.of(
            List.of(new PathElement.Index(2)),
            List.of(new PathElement.Value(JsonString.of("<x>"))),
            List.of(key("port", 10, "name", "z")),
            List.of(key("port", 9, "name", "z")),
            List.of("b"),
            List.of("a"),
            List.of("a", "b"));

    assertThat(FieldsV1.write(set).toJson())
        .isEqualTo(
            "{\"f:a\":{\".\":{},\"f:b\":{}},\"f:b\":{},"
                + "\"k:{\\\"name\\\":\\\"z\\\",\\\"port\\\":9}\":{},"
                + "\"k:{\\\"name\\\":\\\"z\\\",\\\"port\\\":10}\":{},"
                + "\"v:\\\"\\\\u003cx\\\\u003e\\\"\":{},\"i:2\":{}}");
  }

  @Test
  void whatALaterVersionMayWriteIsLeftOut() throws BadFields {
    assertThat(FieldsV1.read(json("{'f:a': {'z:new': {}}, 'y:other': {'f:b': {}}}")))
        .isEqualTo(FieldSet.of(List.of("a")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'f': {}}",
        "{'field': {}}",
        "{'i:x': {}}",
        "{'k:[': {}}",
        "{'v:': {}}",
        "{'f:a': 1}"
      })
  void nonsenseIsRefused(String trie) {
    assertThatThrownBy(() -> FieldsV1.read(json(trie))).isInstanceOf(BadFields.class);
  }

  @Test
  void aNumberIsTheSameKeyHoweverItIsWritten() {
    assertThat(new PathElement.Value(new JsonDouble(80)))
        .isEqualTo(new PathElement.Value(JsonLong.of(80)));
  }
}
