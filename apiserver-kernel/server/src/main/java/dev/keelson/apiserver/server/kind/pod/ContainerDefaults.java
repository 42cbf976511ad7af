package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Filling;

/** What every container gets, of whichever list. */
final class ContainerDefaults {
  private static final JsonString ALWAYS = JsonString.of("Always");
  private static final JsonString IF_NOT_PRESENT = JsonString.of("IfNotPresent");
  private static final JsonString MESSAGE_PATH = JsonString.of("/dev/termination-log");
  private static final JsonString FILE = JsonString.of("File");
  private static final JsonString TCP = JsonString.of("TCP");
  private static final JsonString SLASH = JsonString.of("/");
  private static final JsonString HTTP = JsonString.of("HTTP");
  private static final JsonString EMPTY = JsonString.of("");
  private static final JsonString ZERO = JsonString.of("0");
  private static final JsonString V1 = JsonString.of("v1");
  private static final JsonLong ONE = JsonLong.of(1);
  private static final JsonLong THREE = JsonLong.of(3);
  private static final JsonLong TEN = JsonLong.of(10);

  private ContainerDefaults() {}

  static JsonObject fill(JsonObject container) {
    Filling filling =
        Filling.of(container)
            .always("resources", Amounts::requirements)
            .blank("terminationMessagePath", MESSAGE_PATH)
            .blank("terminationMessagePolicy", FILE)
            .each("ports", port -> Filling.of(port).blank("protocol", TCP).done())
            .each("env", ContainerDefaults::variable)
            .within("livenessProbe", ContainerDefaults::probe)
            .within("readinessProbe", ContainerDefaults::probe)
            .within("startupProbe", ContainerDefaults::probe)
            .within("lifecycle", ContainerDefaults::lifecycle);
    if (container.text("imagePullPolicy").isEmpty()) {
      filling.set("imagePullPolicy", pullPolicy(container.text("image")));
    }
    return filling.done();
  }

  static JsonString pullPolicy(String image) {
    return ImageReference.isLatest(image) ? ALWAYS : IF_NOT_PRESENT;
  }

  /** What refers to a field of the pod: it is v1's unless it says so, and undivided. */
  static JsonObject references(JsonObject holder) {
    return Filling.of(holder)
        .within("fieldRef", ref -> Filling.of(ref).blank("apiVersion", V1).done())
        .within("resourceFieldRef", ref -> Filling.of(ref).missing("divisor", ZERO).done())
        .done();
  }

  private static JsonObject variable(JsonObject variable) {
    return Filling.of(variable)
        .within(
            "valueFrom",
            from ->
                Filling.of(references(from))
                    .within(
                        "fileKeyRef",
                        key -> Filling.of(key).missing("optional", JsonBool.FALSE).done())
                    .done())
        .done();
  }

  private static JsonObject probe(JsonObject probe) {
    return Filling.of(probe)
        .within("httpGet", ContainerDefaults::httpGet)
        .within("grpc", grpc -> Filling.of(grpc).missing("service", EMPTY).done())
        .zero("timeoutSeconds", ONE)
        .zero("periodSeconds", TEN)
        .zero("successThreshold", ONE)
        .zero("failureThreshold", THREE)
        .done();
  }

  private static JsonObject lifecycle(JsonObject lifecycle) {
    return Filling.of(lifecycle)
        .within("postStart", ContainerDefaults::handler)
        .within("preStop", ContainerDefaults::handler)
        .done();
  }

  private static JsonObject handler(JsonObject handler) {
    return Filling.of(handler).within("httpGet", ContainerDefaults::httpGet).done();
  }

  private static JsonObject httpGet(JsonObject get) {
    return Filling.of(get).blank("path", SLASH).blank("scheme", HTTP).done();
  }
}
