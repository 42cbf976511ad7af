package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.scheduler.view.NodeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a volume for a claim could be made where a node reaches it. */
record Provisioning(Stores stores) {
  /** Of classes whose volumes are made by hand. */
  private static final String NOBODY = "kubernetes.io/no-provisioner";

  sealed interface Outcome {
    record Possible() implements Outcome {}

    record NotHere() implements Outcome {}

    record NoSpace() implements Outcome {}

    record Failed(String message) implements Outcome {}
  }

  private static final Outcome POSSIBLE = new Outcome.Possible();
  private static final Outcome NOT_HERE = new Outcome.NotHere();
  private static final Outcome NO_SPACE = new Outcome.NoSpace();

  Outcome on(NodeView node, Claim claim) {
    String className = claim.className();
    if (className.isEmpty()) {
      return new Outcome.Failed("no class for claim \"" + claim.text() + "\"");
    }
    Optional<ApiObject> found = stores.storageClass(className);
    if (found.isEmpty()) {
      return new Outcome.Failed("failed to find storage class \"" + className + "\"");
    }
    String provisioner = found.get().tree().text("provisioner");
    if (provisioner.isEmpty()
        || provisioner.equals(NOBODY)
        || !allows(found.get(), node.labels())) {
      return NOT_HERE;
    }
    return hasSpace(provisioner, className, claim, node) ? POSSIBLE : NO_SPACE;
  }

  /** Whether a class makes volumes where nodes with these labels are. */
  private static boolean allows(ApiObject storageClass, Map<String, String> nodeLabels) {
    List<JsonObject> terms = storageClass.tree().array("allowedTopologies").objects().toList();
    return terms.isEmpty() || terms.stream().anyMatch(each -> matches(each, nodeLabels));
  }

  private static boolean matches(JsonObject term, Map<String, String> nodeLabels) {
    List<JsonObject> conditions = term.array("matchLabelExpressions").objects().toList();
    return !conditions.isEmpty()
        && conditions.stream()
            .allMatch(
                each -> {
                  String value = nodeLabels.get(each.text("key"));
                  return value != null && each.array("values").texts().anyMatch(value::equals);
                });
  }

  /** Where the driver tells how much room it has. */
  private boolean hasSpace(String driver, String className, Claim claim, NodeView node) {
    Optional<Quantity> request = claim.request();
    boolean tells =
        stores
            .csiDriver(driver)
            .filter(found -> found.spec().isTrue("storageCapacity"))
            .isPresent();
    if (request.isEmpty() || !tells) {
      return true;
    }
    return stores.capacities().list().stream()
        .map(ApiObject::tree)
        .anyMatch(
            each ->
                each.text("storageClassName").equals(className)
                    && limit(each).filter(room -> room.compareTo(request.get()) >= 0).isPresent()
                    && reaches(each, node));
  }

  /** The largest volume that a CSIStorageCapacity has room for. */
  static Optional<Quantity> limit(JsonObject capacity) {
    String text =
        capacity.isSet("maximumVolumeSize")
            ? capacity.text("maximumVolumeSize")
            : capacity.text("capacity");
    return text.isEmpty() ? Optional.empty() : Optional.of(Quantity.parse(text));
  }

  private static boolean reaches(JsonObject capacity, NodeView node) {
    if (!capacity.isSet("nodeTopology")) {
      return false;
    }
    try {
      return LabelSelector.of(capacity.object("nodeTopology")).matches(node.labels());
    } catch (BadSelector _) {
      return false;
    }
  }
}
