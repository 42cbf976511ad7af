package dev.keelson.controllers.replication;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/** A ReplicaSet or a ReplicationController by what is asked of it. */
record SetView(ApiObject object) {
  /** One where it is not said. */
  int replicas() {
    return (int) object.spec().number("replicas", 1);
  }

  long minReadySeconds() {
    return object.spec().number("minReadySeconds", 0);
  }

  JsonObject template() {
    return object.spec().object("template");
  }

  JsonObject templateLabels() {
    return template().object("metadata").object("labels");
  }

  JsonObject status() {
    return object.status();
  }

  boolean isObserved() {
    return status().number("observedGeneration", 0) == object.generation();
  }
}
