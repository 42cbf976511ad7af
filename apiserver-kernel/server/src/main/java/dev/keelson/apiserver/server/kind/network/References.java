package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;
import java.util.function.Function;

/** References to objects of any kind. */
final class References {
  private static final Function<String, List<String>> SEGMENT = Names::pathSegment;

  private References() {}

  /** apiGroup, kind and name. */
  static void checkLocal(Place reference) {
    if (reference.has("apiGroup")) {
      reference.form("apiGroup", Names::subdomain1123);
    }
    reference.requireForm("kind", SEGMENT);
    reference.requireForm("name", SEGMENT);
  }

  /** As {@link #checkLocal}, and scope and namespace that fit each other. */
  static void checkScoped(Place reference) {
    checkLocal(reference);
    if (!reference.has("scope")) {
      reference.required("scope", "");
      return;
    }
    switch (reference.text("scope")) {
      case "Namespace" -> {
        if (reference.has("namespace")) {
          reference.form("namespace", Names::label1123);
        } else {
          reference.required("namespace", "`parameters.scope` is set to 'Namespace'");
        }
      }
      case "Cluster" -> {
        if (reference.has("namespace")) {
          reference.forbidden("namespace", "`parameters.scope` is set to 'Cluster'");
        }
      }
      default -> reference.oneOf("scope", List.of("Cluster", "Namespace"));
    }
  }

  /** group, resource, name and namespace: whose an IPAddress is. */
  static void checkParent(Place parent) {
    parent.formIfAny("group", Names::subdomain1123);
    parent.requireForm("resource", SEGMENT);
    parent.requireForm("name", SEGMENT);
    parent.formIfAny("namespace", SEGMENT);
  }
}
