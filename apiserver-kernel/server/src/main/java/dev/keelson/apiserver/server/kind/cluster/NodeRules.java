package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Cidr;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upstream's validation of nodes. Taints are called {@code metadata.taints} there, too. */
final class NodeRules implements Rules {
  private static final FieldPath TAINTS = FieldPath.of("metadata.taints");
  private static final FieldPath CIDRS = FieldPath.of("spec.podCIDRs");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    checkTaints(object, errors);
    checkResources(object, errors);
    List<String> cidrs = object.spec().array("podCIDRs").texts().toList();
    for (int i = 0; i < cidrs.size(); i++) {
      String cidr = cidrs.get(i);
      FieldPath path = CIDRS.index(i);
      AddressForms.cidr(cidr).forEach(wrong -> errors.invalid(path, cidr, wrong));
    }
    long families =
        cidrs.stream()
            .flatMap(cidr -> Cidr.parse(cidr).stream())
            .map(cidr -> cidr.address().isV4())
            .distinct()
            .count();
    if (cidrs.size() > 1 && (families < 2 || cidrs.size() > 2)) {
      errors.invalid(
          CIDRS,
          object.spec().get("podCIDRs"),
          "may specify no more than one CIDR for each IP family");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    checkResources(next, errors);
    checkAddresses(next, errors);
    JsonObject old = before.spec();
    Place spec = Place.of(next, errors).at("spec");
    if (!old.array("podCIDRs").isEmpty()
        && !old.array("podCIDRs").equals(next.spec().array("podCIDRs"))) {
      spec.forbidden("podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    }
    if (!old.text("providerID").isEmpty()
        && !old.text("providerID").equals(spec.text("providerID"))) {
      spec.forbidden(
          "providerID", "node updates may not change providerID except from \"\" to valid");
    }
    checkTaints(next, errors);
    if (!old.text("externalID").equals(spec.text("externalID"))) {
      spec.forbidden("externalID", "may not be updated");
    }
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    checkResources(next, errors);
    checkAddresses(next, errors);
  }

  private static void checkResources(ApiObject node, FieldErrors errors) {
    for (String field : List.of("capacity", "allocatable")) {
      node.status()
          .object(field)
          .forEach(
              (name, amount) ->
                  ResourceNames.checkAmount(name, amount, STATUS.child(field).child(name), errors));
    }
  }

  private static void checkAddresses(ApiObject node, FieldErrors errors) {
    Set<JsonValue> seen = new HashSet<>();
    for (Place address : Place.of(node, errors).at("status").each("addresses")) {
      if (!seen.add(address.object())) {
        errors.duplicate(
            address.path(),
            JsonObject.of(
                "Type",
                JsonString.of(address.text("type")),
                "Address",
                JsonString.of(address.text("address"))));
      }
    }
  }

  private static void checkTaints(ApiObject node, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    List<Place> taints = Place.of(node, errors).at("spec").each("taints");
    for (int i = 0; i < taints.size(); i++) {
      Place taint = taints.get(i).called(TAINTS.index(i));
      String key = taint.text("key");
      Labels.checkKey(key, taint.child("key"), errors);
      List<String> wrong = Names.labelValue(taint.text("value"));
      if (!wrong.isEmpty()) {
        errors.invalid(taint.child("value"), taint.text("value"), String.join(";", wrong));
      }
      taint.requireOneOf("effect", EFFECTS);
      if (!seen.add(taint.text("effect") + " " + key)) {
        errors.duplicate(
            taint.path(), shown(taint.object()), "taints must be unique by key and effect pair");
      }
    }
  }

  /** As upstream's message shows it. */
  private static JsonObject shown(JsonObject taint) {
    return JsonObject.builder()
        .put("Key", taint.text("key"))
        .put("Value", taint.text("value"))
        .put("Effect", taint.text("effect"))
        .put("TimeAdded", taint.get("timeAdded"))
        .build();
  }
}
