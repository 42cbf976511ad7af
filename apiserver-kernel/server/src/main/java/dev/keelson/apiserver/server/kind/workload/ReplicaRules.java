package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.SelectorRules;
import dev.keelson.apiserver.server.kind.pod.PodTemplateRules;

/** Of replica sets, and of replication controllers before them. */
final class ReplicaRules {
  private ReplicaRules() {}

  static final Rules REPLICA_SET =
      new Rules() {
        @Override
        public void created(ApiObject object, FieldErrors errors) {
          replicaSet(Located.root(object.tree(), errors).in("spec"));
        }

        @Override
        public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
          created(next, errors);
          Located.root(next.tree(), errors).in("spec").immutable("selector", before.spec());
        }

        @Override
        public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
          Located status = Located.root(next.tree(), errors).in("status");
          status(status);
        }
      };

  static final Rules REPLICATION_CONTROLLER =
      new Rules() {
        @Override
        public void created(ApiObject object, FieldErrors errors) {
          controller(Located.root(object.tree(), errors).in("spec"));
        }

        @Override
        public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
          status(Located.root(next.tree(), errors).in("status"));
        }
      };

  static final Rules POD_TEMPLATE =
      (object, errors) ->
          PodTemplateRules.check(Located.root(object.tree(), errors).in("template"));

  private static void replicaSet(Located spec) {
    spec.notNegative("replicas");
    spec.notNegative("minReadySeconds");
    // Upstream says deployment here too.
    TemplateRules.selector(spec, "deployment");
    readable(spec);
  }

  /** The rest of a deployment's and a replica set's selector, and the template. */
  static void readable(Located spec) {
    if (!TemplateRules.isReadable(spec.get("selector"))) {
      spec.invalid("selector", "invalid label selector");
      return;
    }
    if (!SelectorRules.isEmpty(spec.json().object("selector")) || !spec.has("selector")) {
      TemplateRules.matches(spec);
    }
    TemplateRules.running(spec, "ReplicaSet");
  }

  private static void controller(Located spec) {
    spec.notNegative("minReadySeconds");
    JsonObject selector = spec.json().object("selector");
    if (selector.isEmpty()) {
      spec.required("selector");
    }
    spec.notNegative("replicas");
    if (!spec.has("template")) {
      spec.required("template");
      return;
    }
    Located metadata = spec.in("template").in("metadata");
    if (!SelectorRules.contains(metadata.json().object("labels"), selector)) {
      TemplateRules.mismatch(metadata);
    }
    TemplateRules.running(spec, "ReplicationController");
  }

  private static void status(Located status) {
    Counts.notNegative(
        status,
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
        "terminatingReplicas");
    Counts.atMostReplicas(status, "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
    Counts.notAbove(
        status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas");
  }
}
