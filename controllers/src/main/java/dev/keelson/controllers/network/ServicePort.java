package dev.keelson.controllers.network;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.pod.PodView;
import java.util.OptionalInt;

/** One of {@code spec.ports}. */
public record ServicePort(JsonObject tree) {
  /** "" where a Service has but one. */
  public String name() {
    return tree.text("name");
  }

  public String protocol() {
    return tree.text("protocol", "TCP");
  }

  /** "" where it has none. */
  public String appProtocol() {
    return tree.text("appProtocol");
  }

  public int port() {
    return (int) tree.number("port", 0);
  }

  /** 0 where none is given. */
  public int nodePort() {
    return (int) tree.number("nodePort", 0);
  }

  /** Where a pod listens for it; empty: it has no port of that name and protocol. */
  public OptionalInt on(PodView pod) {
    return switch (tree.get("targetPort")) {
      case JsonLong(long number) -> OptionalInt.of((int) number);
      case JsonString(String name) -> named(pod, name);
      default -> OptionalInt.of(port());
    };
  }

  private OptionalInt named(PodView pod, String name) {
    for (JsonObject each : pod.containerPorts()) {
      if (each.text("name").equals(name) && each.text("protocol", "TCP").equals(protocol())) {
        return OptionalInt.of((int) each.number("containerPort", 0));
      }
    }
    return OptionalInt.empty();
  }
}
