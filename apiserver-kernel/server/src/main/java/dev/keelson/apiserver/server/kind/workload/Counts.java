package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Located;

/** Numbers of pods in a status. */
final class Counts {
  private Counts() {}

  static void notNegative(Located status, String... names) {
    for (String name : names) {
      status.notNegative(name);
    }
  }

  static void atMostReplicas(Located status, String... names) {
    for (String name : names) {
      notAbove(status, name, "replicas", "cannot be greater than status.replicas");
    }
  }

  static void notAbove(Located status, String name, String other, String detail) {
    if (status.number(name) > status.number(other)) {
      status.errors().invalid(status.path(name), status.number(name), detail);
    }
  }

  static void notDecremented(Located status, JsonObject before, String name) {
    if (before.number(name, -1) > status.json().number(name, -1) && before.isSet(name)) {
      status.errors().invalid(status.path(name), status.number(name), "cannot be decremented");
    }
  }
}
