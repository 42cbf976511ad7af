package dev.keelson.apiserver.model.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.patch.BadPatch.Kind;
import dev.keelson.apiserver.model.schema.SmallPod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergeTest {
  /** Quotes are left out of the tables. */
  private static JsonObject read(String text) {
    return JsonReader.readObject(
        text.replaceAll("([$A-Za-z][-/$A-Za-z0-9]*)", "\"$1\"")
            .replaceAll("\"(null|true|false)\"", "$1"));
  }

  private static String merge(String original, String patch) {
    return StrategicMerge.apply(read(original), read(patch), SmallPod.SCHEMA)
        .toJson()
        .replace("\"", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // objects
        "{kind:a,metadata:{name:x}}|{metadata:{namespace:y}}|{kind:a,metadata:{name:x,namespace:y}}",
        "{kind:a,metadata:{name:x}}|{kind:null}|{metadata:{name:x}}",
        "{kind:a}|{metadata:{name:null,labels:{a:b,c:null}}}|{kind:a,metadata:{labels:{a:b}}}",
        "{metadata:{labels:{a:b}}}|{metadata:{labels:{a:null,c:d}}}|{metadata:{labels:{c:d}}}",
        "{metadata:{labels:{a:b}}}|{metadata:{labels:{$patch:replace,c:d}}}|{metadata:{labels:{c:d}}}",
        "{metadata:{labels:{a:b}}}|{metadata:{labels:{$patch:delete,c:d}}}|{metadata:{labels:{}}}",
        "{kind:a}|{spec:{$patch:delete}}|{kind:a}",
        "{kind:a}|{$patch:replace,data:{}}|{data:{}}",
        "{kind:a,x:1}|{x:{y:1}}|{kind:a,x:{y:1}}",
        // lists of objects
        "{spec:{containers:[{name:a,image:x}]}}|{spec:{containers:[{name:b,image:y}]}}"
            + "|{spec:{containers:[{name:b,image:y},{name:a,image:x}]}}",
        "{spec:{containers:[{name:a,image:x},{name:b,image:x}]}}|{spec:{containers:[{name:b,image:y}]}}"
            + "|{spec:{containers:[{name:a,image:x},{name:b,image:y}]}}",
        "{spec:{containers:[{name:a},{name:b}]}}|{spec:{containers:[{name:a,$patch:delete}]}}"
            + "|{spec:{containers:[{name:b}]}}",
        "{spec:{containers:[{name:a},{name:b}]}}|{spec:{containers:[{name:c},{$patch:replace}]}}"
            + "|{spec:{containers:[{name:c}]}}",
        "{spec:{containers:[{name:a,env:[{name:e,value:f}]}]}}"
            + "|{spec:{containers:[{name:a,env:[{name:g,value:h}]}]}}"
            + "|{spec:{containers:[{name:a,env:[{name:g,value:h},{name:e,value:f}]}]}}",
        "{spec:{containers:[{name:a,ports:[{containerPort:80,name:x}]}]}}"
            + "|{spec:{containers:[{name:a,ports:[{containerPort:80,protocol:TCP}]}]}}"
            + "|{spec:{containers:[{name:a,ports:[{containerPort:80,name:x,protocol:TCP}]}]}}",
        "{spec:{containers:[]}}|{spec:{containers:[]}}|{spec:{containers:[]}}",
        // lists that are replaced
        "{spec:{containers:[{name:a,command:[x,y]}]}}|{spec:{containers:[{name:a,command:[z]}]}}"
            + "|{spec:{containers:[{name:a,command:[z]}]}}",
        "{spec:{tolerations:[{key:a}]}}|{spec:{tolerations:[{key:b}]}}|{spec:{tolerations:[{key:b}]}}",
        // lists of leaves
        "{metadata:{finalizers:[a,b]}}|{metadata:{finalizers:[c,b]}}|{metadata:{finalizers:[c,a,b]}}",
        "{metadata:{finalizers:[a,b]}}|{metadata:{$deleteFromPrimitiveList/finalizers:[a]}}"
            + "|{metadata:{finalizers:[b]}}",
        "{metadata:{name:x}}|{metadata:{$deleteFromPrimitiveList/finalizers:[a]}}|{metadata:{name:x}}",
        // order
        "{metadata:{finalizers:[a,b,c]}}"
            + "|{metadata:{$setElementOrder/finalizers:[c,d,a],finalizers:[d]}}"
            + "|{metadata:{finalizers:[b,c,d,a]}}",
        "{spec:{containers:[{name:a},{name:b},{name:c}]}}"
            + "|{spec:{$setElementOrder/containers:[{name:c},{name:a}]}}"
            + "|{spec:{containers:[{name:b},{name:c},{name:a}]}}",
        "{spec:{containers:[{name:a},{name:b}]}}"
            + "|{spec:{$setElementOrder/containers:[{name:c},{name:b}],"
            + "containers:[{name:c,image:x},{name:a,$patch:delete}]}}"
            + "|{spec:{containers:[{name:c,image:x},{name:b}]}}",
        "{spec:{priority:1}}|{spec:{$setElementOrder/containers:[{name:a}],containers:[{name:a}]}}"
            + "|{spec:{priority:1,containers:[{name:a}]}}",
        "{spec:{priority:1}}|{spec:{$setElementOrder/containers:[{name:a}]}}|{spec:{priority:1}}",
        // retained keys
        "{spec:{volumes:[{name:v,emptyDir:{medium:m}}]}}"
            + "|{spec:{volumes:[{name:v,$retainKeys:[name,hostPath],hostPath:{path:p}}]}}"
            + "|{spec:{volumes:[{name:v,hostPath:{path:p}}]}}",
      })
  void merges(String original, String patch, String merged) {
    assertThat(merge(original, patch)).isEqualTo(merged);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{kind:a}|{$patch:x}|UNEXPECTED|unknown patch type: x in map: map[$patch:x]",
        "{spec:{containers:[{name:a}]}}|{spec:{containers:[{image:b}]}}|UNEXPECTED"
            + "|map: map[image:b] does not contain declared merge key: name",
        "{spec:{containers:[{name:a}]}}|{spec:{containers:[{$patch:delete}]}}|UNEXPECTED"
            + "|map: map[$patch:delete] does not contain declared merge key: name",
        "{spec:{containers:[{name:a}]}}|{spec:{containers:[{name:a,$patch:merge}]}}|UNEXPECTED"
            + "|merging lists cannot yet be specified in the patch",
        "{spec:{containers:[{name:a}]}}|{spec:{containers:[a]}}|UNEXPECTED"
            + "|list element types are not identical: [[map[name:a]] [a]]",
        "{metadata:{finalizers:[[a]]}}|{metadata:{finalizers:[[a]]}}|UNPROCESSABLE"
            + "|lists of lists are not supported",
        "{kind:a}|{$retainKeys:a}|BAD_REQUEST|invalid patch format of retainKeys",
        "{kind:a}|{$retainKeys:[a],b:1}|BAD_REQUEST|invalid patch format of retainKeys",
        "{kind:a}|{$setElementOrder:[a]}|BAD_REQUEST|invalid patch format of setElementOrder list",
        "{kind:a}|{$deleteFromPrimitiveList:[a]}|BAD_REQUEST|invalid patch format of primitive list",
        "{kind:a}|{$setElementOrder/x:a}|UNEXPECTED"
            + "|expected a []interface {}, but received a string",
        "{kind:a}|{$setElementOrder/x:[a]}|UNEXPECTED"
            + "|unable to find api field in struct Pod for the json field \"x\"",
        "{kind:a}|{$setElementOrder/spec:[a]}|UNEXPECTED"
            + "|expected slice or array type, but got: struct",
        "{metadata:{labels:{a:{b:c}}}}|{metadata:{labels:{a:{d:c}}}}|UNEXPECTED"
            + "|merging an object in json but data type is not struct, instead is: map",
      })
  void refuses(String original, String patch, Kind kind, String message) {
    BadPatch bad = catchThrowableOfType(BadPatch.class, () -> merge(original, patch));
    assertThat(bad).hasMessage(message);
    assertThat(bad.kind()).isEqualTo(kind);
  }

  @Test
  void order_and_list_must_fit() {
    BadPatch bad =
        catchThrowableOfType(
            BadPatch.class,
            () ->
                merge(
                    "{metadata:{finalizers:[a]}}",
                    "{metadata:{$setElementOrder/finalizers:[a,b],finalizers:[b,a]}}"));
    assertThat(bad)
        .hasMessage(
            "The order in patch list:\n[b a]\n doesn't match $setElementOrder list:\n[a b]\n");
  }

  @Test
  void too_deep_is_refused_and_no_fault() {
    String deep =
        "{\"any\":".repeat(BadPatch.DEEPEST + 2) + "{}" + "}".repeat(BadPatch.DEEPEST + 2);
    JsonObject patch = JsonReader.readObject(deep);
    BadPatch bad =
        catchThrowableOfType(
            BadPatch.class, () -> StrategicMerge.apply(JsonObject.EMPTY, patch, SmallPod.SCHEMA));
    assertThat(bad.kind()).isEqualTo(Kind.BAD_REQUEST);
    assertThat(
            catchThrowableOfType(BadPatch.class, () -> MergePatch.apply(JsonObject.EMPTY, patch))
                .kind())
        .isEqualTo(Kind.BAD_REQUEST);
  }
}
