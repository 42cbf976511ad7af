package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.network.ServiceAddressRules;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides {@code ipFamilyPolicy} and {@code ipFamilies}: upstream's {@code initIPFamilyFields}.
 *
 * @param known families that the cluster has ranges of
 * @param usual the family of the first range
 */
record Families(Set<String> known, String usual) {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String SINGLE = "SingleStack";
  private static final String PREFER = "PreferDualStack";
  private static final String REQUIRE = "RequireDualStack";

  static String other(String family) {
    return family.equals("IPv4") ? "IPv6" : "IPv4";
  }

  /**
   * @param before {@link ServiceAllocation#NOTHING} where it is new
   * @throws Refused it cannot be so
   */
  JsonObject settle(ApiObject next, ApiObject before) {
    ServiceShape old = ServiceShape.of(before);
    JsonObject spec = next.spec();
    if (isKept(new ServiceShape(spec), old)) {
      return spec;
    }
    boolean isOpenHeadless =
        spec.text("clusterIP").equals(ServiceShape.NONE) && spec.object("selector").isEmpty();
    if (!spec.isSet("ipFamilyPolicy")) {
      String policy = isOpenHeadless ? REQUIRE : SINGLE;
      spec =
          spec.with("ipFamilyPolicy", old.familyPolicy().isEmpty() ? policy : old.familyPolicy());
    }
    FieldErrors errors = new FieldErrors();
    ServiceAddressRules.check(next.with("spec", spec), old.clusterIps(), errors);
    refuse(errors);
    if (before != ServiceAllocation.NOTHING) {
      spec = reduced(spec, old, errors);
    }
    checkPolicy(spec, errors);
    spec = withFamiliesOfAddresses(spec, errors);
    refuse(errors);
    if (isOpenHeadless) {
      return withFamilies(spec, true);
    }
    checkKnown(spec, errors);
    refuse(errors);
    return withFamilies(spec, known.size() == 2);
  }

  private static void refuse(FieldErrors errors) {
    if (!errors.isEmpty()) {
      throw new Refused(new Outcome.Invalid(errors));
    }
  }

  /** Nothing is left to decide where both prefer two stacks and have the same. */
  static boolean isKept(ServiceShape next, ServiceShape old) {
    return next.familyPolicy().equals(PREFER)
        && !next.isExternalName()
        && old.type().equals(next.type())
        && (old.familyPolicy().isEmpty() || old.familyPolicy().equals(PREFER))
        && old.clusterIps().equals(next.clusterIps())
        && old.families().equals(next.families());
  }

  private static void invalidPolicy(JsonObject spec, String detail, FieldErrors errors) {
    errors.invalid(SPEC.child("ipFamilyPolicy"), spec.get("ipFamilyPolicy"), detail);
  }

  private static JsonObject reduced(JsonObject spec, ServiceShape old, FieldErrors errors) {
    ServiceShape shape = new ServiceShape(spec);
    JsonObject reduced = spec;
    if (shape.familyPolicy().equals(SINGLE)) {
      if (shape.clusterIps().size() > 1 && shape.clusterIps().equals(old.clusterIps())) {
        reduced = reduced.with("clusterIPs", first(reduced.array("clusterIPs")));
      }
      if (shape.families().size() > 1 && shape.families().equals(old.families())) {
        reduced = reduced.with("ipFamilies", first(reduced.array("ipFamilies")));
      }
      return reduced;
    }
    if (isFewer(shape.clusterIps(), old.clusterIps())) {
      invalidPolicy(spec, "must be 'SingleStack' to release the secondary cluster IP", errors);
    }
    if (isFewer(shape.families(), old.families())) {
      invalidPolicy(spec, "must be 'SingleStack' to release the secondary IP family", errors);
    }
    return reduced;
  }

  private static JsonValue first(JsonArray array) {
    return JsonArray.of(array.get(0));
  }

  private static boolean isFewer(List<String> next, List<String> old) {
    return !next.isEmpty() && next.size() < old.size();
  }

  private static void checkPolicy(JsonObject spec, FieldErrors errors) {
    ServiceShape shape = new ServiceShape(spec);
    if (!shape.familyPolicy().equals(SINGLE)) {
      return;
    }
    if (shape.clusterIps().size() == 2) {
      invalidPolicy(
          spec,
          "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are"
              + " specified",
          errors);
    }
    if (shape.families().size() == 2) {
      invalidPolicy(
          spec,
          "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are"
              + " specified",
          errors);
    }
  }

  private JsonObject withFamiliesOfAddresses(JsonObject spec, FieldErrors errors) {
    ServiceShape shape = new ServiceShape(spec);
    List<String> families = new ArrayList<>(shape.families());
    List<String> ips = shape.clusterIps();
    for (int i = families.size(); i < ips.size(); i++) {
      if (ips.get(i).equals(ServiceShape.NONE)) {
        break;
      }
      String family = ServiceAddressRules.familyOf(ips.get(i));
      if (known.contains(family)) {
        families.add(family);
      } else {
        errors.invalid(
            SPEC.child("clusterIPs").index(i),
            spec.get("clusterIPs"),
            family + " is not configured on this cluster");
      }
    }
    return families.isEmpty() ? spec : spec.with("ipFamilies", JsonArray.ofText(families));
  }

  private void checkKnown(JsonObject spec, FieldErrors errors) {
    ServiceShape shape = new ServiceShape(spec);
    if (shape.familyPolicy().equals(REQUIRE) && known.size() < 2) {
      invalidPolicy(spec, "this cluster is not configured for dual-stack services", errors);
    }
    List<String> families = shape.families();
    for (int i = 0; i < families.size(); i++) {
      if (!known.contains(families.get(i))) {
        errors.invalid(
            SPEC.child("ipFamilies").index(i), families.get(i), "not configured on this cluster");
      }
    }
  }

  private JsonObject withFamilies(JsonObject spec, boolean mayBeTwo) {
    ServiceShape shape = new ServiceShape(spec);
    List<String> families = new ArrayList<>(shape.families());
    if (families.isEmpty()) {
      families.add(usual);
    }
    if (mayBeTwo && families.size() == 1 && !shape.familyPolicy().equals(SINGLE)) {
      families.add(other(families.getFirst()));
    }
    return spec.with("ipFamilies", JsonArray.ofText(families));
  }
}
