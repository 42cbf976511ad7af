package dev.keelson.apiserver.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonTrees;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.patch.BadPatch.Kind;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {
  private static String apply(String document, String patch) {
    String quoted = patch.replace('\'', '"');
    return JsonPatch.apply(
            JsonReader.read(document.replace('\'', '"')),
            JsonPatch.operations(JsonReader.read(quoted)))
        .toJson()
        .replace('"', '\'');
  }

  /** RFC 6902, appendix A, then what evanphx/json-patch 4 does besides. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'foo':'bar'}|[{'op':'add','path':'/baz','value':'qux'}]|{'foo':'bar','baz':'qux'}",
        "{'foo':['bar','baz']}|[{'op':'add','path':'/foo/1','value':'qux'}]"
            + "|{'foo':['bar','qux','baz']}",
        "{'baz':'qux','foo':'bar'}|[{'op':'remove','path':'/baz'}]|{'foo':'bar'}",
        "{'foo':['bar','qux','baz']}|[{'op':'remove','path':'/foo/1'}]|{'foo':['bar','baz']}",
        "{'baz':'qux','foo':'bar'}|[{'op':'replace','path':'/baz','value':'boo'}]"
            + "|{'baz':'boo','foo':'bar'}",
        "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}"
            + "|[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]"
            + "|{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
        "{'foo':['all','grass','cows','eat']}|[{'op':'move','from':'/foo/1','path':'/foo/3'}]"
            + "|{'foo':['all','cows','eat','grass']}",
        "{'baz':'qux','foo':['a',2,'c']}|[{'op':'test','path':'/baz','value':'qux'},"
            + "{'op':'test','path':'/foo/1','value':2}]|{'baz':'qux','foo':['a',2,'c']}",
        "{'foo':'bar'}|[{'op':'add','path':'/child','value':{'grandchild':{}}}]"
            + "|{'foo':'bar','child':{'grandchild':{}}}",
        "{'foo':'bar'}|[{'op':'add','path':'/baz','value':'qux','xyz':123}]"
            + "|{'foo':'bar','baz':'qux'}",
        "{'/':9,'~1':10}|[{'op':'test','path':'/~01','value':10},"
            + "{'op':'remove','path':'/~1'}]|{'~1':10}",
        "{'foo':['bar']}|[{'op':'add','path':'/foo/-','value':['abc','def']}]"
            + "|{'foo':['bar',['abc','def']]}",
        "{'a':1}|[{'op':'replace','path':'/b','value':2}]|{'a':1,'b':2}",
        "{'a':[1,2]}|[{'op':'remove','path':'/a/-1'}]|{'a':[1]}",
        "{'a':[1,2]}|[{'op':'add','path':'/a/-1','value':3}]|{'a':[1,2,3]}",
        "{'a':1}|[{'op':'test','path':'/b'},{'op':'test','path':'/b','value':null}]|{'a':1}",
        "{'a':1}|[{'op':'add','path':'x/b','value':2}]|{'a':1,'b':2}",
        "{'a':1}|[{'op':'replace','path':'','value':{'b':[]}},"
            + "{'op':'add','path':'/b/-','value':1}]|{'b':[1]}",
        "{'a':{'b':[{}]}}|[{'op':'copy','from':'/a/b','path':'/c'},"
            + "{'op':'add','path':'/a/b/0/x','value':1}]|{'a':{'b':[{'x':1}]},'c':[{}]}",
        "{'a':{'b':1}}|[{'op':'test','path':'','value':{'a':{'b':1}}}]|{'a':{'b':1}}",
        "{'a':1}|[{'op':'add','path':'/b'}]|{'a':1,'b':null}",
      })
  void applies(String document, String patch, String patched) {
    assertThat(apply(document, patch)).isEqualTo(patched);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'op':'add','path':'/x/y','value':1}"
            + "|add operation does not apply: doc is missing path: \"/x/y\": missing value",
        "{'op':'add','path':'x','value':1}"
            + "|add operation does not apply: doc is missing path: \"x\": missing value",
        "{'op':'add','value':1}|add operation failed to decode path: missing value",
        "{'op':'add','path':'/l/9','value':1}|error in add for path: '/l/9':"
            + " Unable to access invalid index: 9: invalid index referenced",
        "{'op':'add','path':'/l/x','value':1}|error in add for path: '/l/x': value was not a proper"
            + " array index: 'x': strconv.Atoi: parsing \"x\": invalid syntax",
        "{'op':'remove','path':'/x'}|error in remove for path: '/x':"
            + " Unable to remove nonexistent key: x: missing value",
        "{'op':'remove','path':'/x/y'}"
            + "|remove operation does not apply: doc is missing path: \"/x/y\": missing value",
        "{'op':'replace','path':'/l/9','value':1}"
            + "|replace operation does not apply: doc is missing key: /l/9: missing value",
        "{'op':'replace','path':'/x/y','value':1}"
            + "|replace operation does not apply: doc is missing path: /x/y: missing value",
        "{'op':'replace','value':1}|replace operation failed to decode path:"
            + " operation missing path field: missing value",
        "{'op':'move','from':'/x/y','path':'/z'}"
            + "|move operation does not apply: doc is missing from path: /x/y: missing value",
        "{'op':'move','from':'/x','path':'/z'}|error in move for path: 'x':"
            + " Unable to remove nonexistent key: x: missing value",
        "{'op':'move','path':'/z'}"
            + "|move operation failed to decode from: operation, missing from field: missing value",
        "{'op':'copy','from':'/l/9','path':'/z'}|error in copy for from: '/l/9':"
            + " Unable to access invalid index: 9: invalid index referenced",
        "{'op':'test','path':'/a','value':2}|testing value /a failed: test failed",
        "{'op':'test','path':'','value':{}}|testing value  failed: test failed",
        "{'op':'test','path':'/x/y'}"
            + "|test operation does not apply: is missing path: /x/y: missing value",
        "{'op':'jump','path':'/a'}|Unexpected kind: jump",
        "{'path':'/a'}|Unexpected kind: unknown",
      })
  void says_what_upstream_says(String operation, String message) {
    BadPatch bad =
        catchThrowableOfType(BadPatch.class, () -> apply("{'a':1,'l':[1]}", "[" + operation + "]"));
    assertThat(bad).hasMessage(message);
    assertThat(bad.kind()).isEqualTo(Kind.UNPROCESSABLE);
  }

  @Test
  void a_patch_is_a_list_of_ten_thousand_objects_at_most() {
    assertThat(
            catchThrowableOfType(BadPatch.class, () -> JsonPatch.operations(JsonReader.read("{}"))))
        .hasMessage(
            "error decoding patch: json: cannot unmarshal object into Go value of type"
                + " []handlers.jsonPatchOp");
    JsonObject test = JsonReader.readObject("{\"op\":\"test\",\"path\":\"/a\"}");
    JsonArray most = new JsonArray(Collections.nCopies(JsonPatch.MOST_OPERATIONS, test));
    assertThat(JsonPatch.apply(JsonObject.EMPTY, most)).isEqualTo(JsonObject.EMPTY);
    BadPatch bad =
        catchThrowableOfType(
            BadPatch.class, () -> JsonPatch.apply(JsonObject.EMPTY, most.plus(test)));
    assertThat(bad)
        .hasMessage("The allowed maximum operations in a JSON patch is 10000, got 10001");
    assertThat(bad.kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void copies_are_bounded() {
    String text = "x".repeat(1 << 20);
    BadPatch bad =
        catchThrowableOfType(
            BadPatch.class,
            () ->
                apply(
                    "{'a':'" + text + "'}",
                    "["
                        + "{'op':'copy','from':'/a','path':'/b'},"
                            .repeat(3)
                            .replaceAll(",$", "]")));
    assertThat(bad)
        .hasMessage(
            "Unable to complete the copy, the accumulated size increase of copy is 3145734,"
                + " exceeding the limit 3145728");
  }

  @Test
  void unknown_members_of_operations_are_told() {
    JsonArray operations =
        JsonPatch.operations(
            JsonReader.read("[{\"op\":\"add\"},{\"op\":\"add\",\"valeu\":1,\"x\":2}]"));
    assertThat(JsonPatch.unknown(operations)).containsExactly("[1].valeu", "[1].x");
  }

  @Property(tries = 1000)
  void any_operation_applies_or_is_bad(
      @ForAll("trees") JsonValue document, @ForAll("operations") List<JsonValue> operations) {
    try {
      assertThat(JsonPatch.apply(document, new JsonArray(operations))).isNotNull();
    } catch (BadPatch e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<JsonValue> trees() {
    return Arbitraries.of(
            "{\"a\":{\"b\":[1,{\"a\":2}]},\"b\":null}", "[]", "{}", "[{\"a\":1},[2]]", "1")
        .map(JsonReader::read);
  }

  @Provide
  Arbitrary<List<JsonValue>> operations() {
    Arbitrary<String> paths =
        Arbitraries.of("", "/", "/a", "/a/b", "/a/b/0", "/a/b/-", "/b", "/0", "/0/a", "/1/-1", "x");
    Arbitrary<String> kinds =
        Arbitraries.of("add", "remove", "replace", "move", "copy", "test", "x");
    return Combinators.combine(kinds, paths, paths, JsonTrees.trees(1))
        .as(
            (kind, path, from, value) ->
                (JsonValue)
                    JsonObject.builder()
                        .put("op", kind)
                        .put("path", path)
                        .put("from", from)
                        .put("value", value)
                        .build())
        .list()
        .ofMaxSize(6);
  }
}
