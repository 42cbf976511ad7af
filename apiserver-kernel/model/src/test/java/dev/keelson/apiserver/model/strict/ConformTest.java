package dev.keelson.apiserver.model.strict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonTrees;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.schema.FieldSchema;
import dev.keelson.apiserver.model.schema.FieldType;
import dev.keelson.apiserver.model.schema.Merging;
import dev.keelson.apiserver.model.schema.SmallPod;
import dev.keelson.apiserver.model.schema.TypeSchema;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformTest {
  private static JsonObject read(String text) {
    return JsonReader.readObject(text.replace('\'', '"'));
  }

  private static String conform(String text) {
    return Conform.to(SmallPod.SCHEMA, read(text)).toJson().replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'kind':'Pod','foo':1,'Kind':'x'}|{'kind':'Pod'}",
        "{'spec':null,'kind':null}|{}",
        "{'spec':{'priority':5,'hostNetwork':true},'kind':'Pod'}"
            + "|{'kind':'Pod','spec':{'hostNetwork':true,'priority':5}}",
        "{'metadata':{'labels':{'b':'1','a':'2','c':null}}}"
            + "|{'metadata':{'labels':{'a':'2','b':'1','c':''}}}",
        "{'metadata':{'finalizers':[null,'a']}}|{'metadata':{'finalizers':['','a']}}",
        "{'spec':{'containers':[null]}}|{'spec':{'containers':[{}]}}",
        "{'metadata':{'generation':1.0}}|{'metadata':{'generation':1}}",
        "{'metadata':{'creationTimestamp':'2026-03-04T05:06:07.9+02:00'}}"
            + "|{'metadata':{'creationTimestamp':'2026-03-04T03:06:07Z'}}",
        "{'metadata':{'creationTimestamp':'0001-01-01T00:00:00Z'}}|{'metadata':{}}",
        "{'metadata':{'creationTimestamp':'2024-02-29T23:59:59Z'}}"
            + "|{'metadata':{'creationTimestamp':'2024-02-29T23:59:59Z'}}",
        "{'renewTime':'2026-03-04T05:06:07.123456-01:00'}|{'renewTime':'2026-03-04T06:06:07.123456Z'}",
        "{'timeout':'90s'}|{'timeout':'1m30s'}",
        "{'timeout':'1.5h0.5ms'}|{'timeout':'1h30m0.0005s'}",
        "{'timeout':'-1500us'}|{'timeout':'-1.5ms'}",
        "{'data':{'a':'YQ=='}}|{'data':{'a':'YQ=='}}",
        "{'data':{'a':'YR==','b':'YW\\nJj','c':''}}|{'data':{'a':'YQ==','b':'YWJj','c':''}}",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':1.5,'memory':'1024Mi','x':2}}}]}}"
            + "|{'spec':{'containers':[{'resources':{'limits':"
            + "{'cpu':'1500m','memory':'1Gi','x':'2'}}}]}}",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':'http'}}}]}}"
            + "|{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':'http'}}}]}}",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':80.0}}}]}}"
            + "|{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':80}}}]}}",
        "{'raw':{'x':null,'b':1,'a':2},'any':[null]}|{'raw':{'x':null,'b':1,'a':2},'any':[null]}",
        "{'ratio':1}|{'ratio':1}",
      })
  void makes_what_a_typed_server_holds(String text, String conformed) {
    assertThat(conform(text)).isEqualTo(conformed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'priority':'x'}}|json: cannot unmarshal string into Go struct field"
            + " PodSpec.spec.priority of type int32",
        "{'spec':{'priority':1.5}}|json: cannot unmarshal number 1.5 into Go struct field"
            + " PodSpec.spec.priority of type int32",
        "{'spec':{'priority':3000000000}}|json: cannot unmarshal number 3000000000 into Go struct"
            + " field PodSpec.spec.priority of type int32",
        "{'metadata':{'generation':9223372036854775808}}|json: cannot unmarshal number"
            + " 9223372036854776000 into Go struct field ObjectMeta.metadata.generation of type int64",
        "{'metadata':{'labels':{'a':1}}}|json: cannot unmarshal number into Go struct field"
            + " ObjectMeta.metadata.labels of type string",
        "{'metadata':{'labels':[]}}|json: cannot unmarshal array into Go struct field"
            + " ObjectMeta.metadata.labels of type map[string]string",
        "{'spec':{'containers':[{'ports':[{'hostPort':true}]}]}}|json: cannot unmarshal bool into Go"
            + " struct field ContainerPort.spec.containers.ports.hostPort of type int32",
        "{'spec':{'containers':{}}}|json: cannot unmarshal object into Go struct field"
            + " PodSpec.spec.containers of type []v1.Container",
        "{'spec':[]}|json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec",
        "{'spec':{'hostNetwork':'true'}}|json: cannot unmarshal string into Go struct field"
            + " PodSpec.spec.hostNetwork of type bool",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'x'}}}]}}|quantities must match the"
            + " regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':true}}}]}}"
            + "|json: cannot unmarshal bool into Go struct field"
            + " HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32",
        "{'spec':{'containers':[{'livenessProbe':{'httpGet':{'port':1.5}}}]}}"
            + "|json: cannot unmarshal number 1.5 into Go struct field"
            + " HTTPGetAction.spec.containers.livenessProbe.httpGet.port of type int32",
        "{'metadata':{'creationTimestamp':'x'}}|parsing time \"x\" as \"2006-01-02T15:04:05Z07:00\":"
            + " cannot parse \"x\" as \"2006\"",
        "{'metadata':{'creationTimestamp':''}}|parsing time \"\" as \"2006-01-02T15:04:05Z07:00\":"
            + " cannot parse \"\" as \"2006\"",
        "{'metadata':{'creationTimestamp':'2026-02-30T00:00:00Z'}}"
            + "|parsing time \"2026-02-30T00:00:00Z\": day out of range",
        "{'metadata':{'creationTimestamp':'2026-13-01T00:00:00Z'}}"
            + "|parsing time \"2026-13-01T00:00:00Z\": month out of range",
        "{'renewTime':'2026-01-01T00:00:00Z'}|parsing time \"2026-01-01T00:00:00Z\" as"
            + " \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"",
        "{'timeout':'1'}|time: missing unit in duration \"1\"",
        "{'timeout':'1x'}|time: unknown unit \"x\" in duration \"1x\"",
        "{'timeout':''}|time: invalid duration \"\"",
        "{'timeout':1}|json: cannot unmarshal number into Go struct field Pod.timeout of type string",
        "{'data':{'a':'Y!=='}}|illegal base64 data at input byte 1",
        "{'data':{'a':'YWJ'}}|illegal base64 data at input byte 0",
      })
  void refuses_with_go_s_words(String text, String message) {
    assertThatExceptionOfType(BadField.class).isThrownBy(() -> conform(text)).withMessage(message);
  }

  @Test
  void what_needs_no_change_is_the_same_instance() {
    JsonObject good =
        read(
            "{'kind':'Pod','metadata':{'labels':{'a':'b'},'finalizers':['x']},"
                + "'spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':'1'}}}]}}");
    assertThat(Conform.to(SmallPod.SCHEMA, good)).isSameAs(good);
    JsonObject changed = Conform.to(SmallPod.SCHEMA, good.with("x", 1));
    assertThat(changed.get("spec")).isSameAs(good.get("spec"));
  }

  @Property(tries = 1000)
  void twice_is_once_and_nothing_but_bad_fields_is_thrown(@ForAll("objects") JsonObject tree) {
    try {
      JsonObject once = Conform.to(SmallPod.SCHEMA, tree);
      assertThat(Conform.to(SmallPod.SCHEMA, once)).isSameAs(once);
      assertThat(FieldCheck.unknown(once, SmallPod.SCHEMA)).isEmpty();
    } catch (BadField e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<JsonObject> objects() {
    Arbitrary<String> names =
        Arbitraries.of(
            "kind",
            "metadata",
            "spec",
            "data",
            "labels",
            "name",
            "generation",
            "ratio",
            "timeout",
            "renewTime",
            "creationTimestamp",
            "containers",
            "resources",
            "limits",
            "any",
            "x");
    Arbitrary<JsonValue> values =
        Arbitraries.oneOf(
            JsonTrees.leaves(),
            Arbitraries.of(
                    "{'name':'a'}",
                    "{'limits':{'cpu':'1.50'}}",
                    "{'generation':2.0}",
                    "['1h','YQ==']",
                    "[{'resources':{'limits':{'b':null,'a':'1Ki'}}}]")
                .map(text -> JsonReader.read(text.replace('\'', '"'))),
            Arbitraries.of(
                    "1h", "61s", "YQ==", "2026-01-31T00:00:00Z", "2026-01-31T00:00:00.1+01:00")
                .map(dev.keelson.apiserver.model.json.JsonString::of));
    Arbitrary<JsonObject> inner = Arbitraries.maps(names, values).ofMaxSize(5).map(JsonObject::of);
    Arbitrary<JsonValue> any = Arbitraries.oneOf(values, inner.map(each -> (JsonValue) each));
    return Combinators.combine(names, any, names, any, names, any)
        .as((a, b, c, d, e, f) -> JsonObject.builder().put(a, b).put(c, d).put(e, f).build());
  }

  @Test
  void types_that_contain_themselves_are_bounded() {
    TypeSchema[] self = new TypeSchema[1];
    FieldType more = new FieldType.Message(() -> self[0]);
    self[0] =
        new TypeSchema(
            "x.y.Self",
            "",
            List.of(
                new FieldSchema(
                    "s", 0, more, false, "", Merging.NONE, Optional.empty(), List.of())));
    JsonObject fits =
        read("{'s':".repeat(Conform.DEEPEST / 2) + "{}" + "}".repeat(Conform.DEEPEST / 2));
    assertThat(Conform.to(self[0], fits)).isSameAs(fits);
    int many = 9_000;
    JsonObject deep = read("{'s':".repeat(many) + "{}" + "}".repeat(many));
    assertThatExceptionOfType(BadField.class)
        .isThrownBy(() -> Conform.to(self[0], deep))
        .withMessage("exceeded max depth");
    assertThat(FieldCheck.unknown(deep, self[0])).isEmpty();
  }
}
