package dev.keelson.controllers.replication;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;

/** The two kinds of sets of equal pods. */
enum SetKind {
  REPLICA_SET("apps/v1", "apps", "ReplicaSet", "replicasets", "replicaset") {
    @Override
    LabelSelector selector(JsonObject spec) {
      return spec.isSet("selector")
          ? LabelSelector.of(spec.object("selector"))
          : LabelSelector.NOTHING;
    }

    @Override
    boolean tellsTerminating() {
      return true;
    }
  },
  REPLICATION_CONTROLLER(
      "v1", "", "ReplicationController", "replicationcontrollers", "replicationmanager") {
    @Override
    LabelSelector selector(JsonObject spec) {
      JsonObject selector = spec.object("selector");
      return selector.isEmpty() ? LabelSelector.NOTHING : LabelSelector.ofEqual(selector.texts());
    }

    @Override
    boolean tellsTerminating() {
      return false;
    }
  };

  private final String apiVersion;
  private final String group;
  private final String kind;
  private final String resource;
  private final String queue;

  SetKind(String apiVersion, String group, String kind, String resource, String queue) {
    this.apiVersion = apiVersion;
    this.group = group;
    this.kind = kind;
    this.resource = resource;
    this.queue = queue;
  }

  /**
   * @throws dev.keelson.apiserver.model.select.BadSelector as upstream says it
   */
  abstract LabelSelector selector(JsonObject spec);

  /** Whether its status counts pods that are on their way out. */
  abstract boolean tellsTerminating();

  LabelSelector selector(ApiObject set) {
    return selector(set.spec());
  }

  String apiVersion() {
    return apiVersion;
  }

  String group() {
    return group;
  }

  String kind() {
    return kind;
  }

  String resource() {
    return resource;
  }

  /** The work queue's name in metrics. */
  String queue() {
    return queue;
  }
}
