package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Ip;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cluster IPs and families of a Service: what fits together, and what may not change. */
public final class ServiceAddressRules {
  private static final FieldPath IPS = FieldPath.of("spec.clusterIPs");
  private static final FieldPath FAMILIES = FieldPath.of("spec.ipFamilies");
  private static final FieldPath POLICY = FieldPath.of("spec.ipFamilyPolicy");
  private static final List<String> KNOWN_FAMILIES = List.of("IPv4", "IPv6");
  private static final List<String> KNOWN_POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");

  private ServiceAddressRules() {}

  /** {@code old} are the cluster IPs before; they may stay, whatever form they have. */
  public static void check(ApiObject service, List<String> old, FieldErrors errors) {
    ServiceShape shape = ServiceShape.of(service);
    if (shape.isExternalName()) {
      return;
    }
    JsonArray ips = shape.spec().array("clusterIPs");
    String first = shape.spec().text("clusterIP");
    List<String> all = shape.clusterIps();
    if (first.isEmpty()) {
      if (!all.isEmpty()) {
        errors.invalid(IPS, ips, "must be empty when `clusterIP` is not specified");
      }
    } else if (all.isEmpty()) {
      errors.required(IPS, "");
    } else if (!all.getFirst().equals(first)) {
      errors.invalid(IPS, ips, "first value must match `clusterIP`");
    }
    checkFamilies(shape, errors);
    if (areIpsFit(ips, all, old, errors)) {
      checkTogether(shape, ips, all, errors);
    }
  }

  private static void checkFamilies(ServiceShape shape, FieldErrors errors) {
    List<String> families = shape.families();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < families.size(); i++) {
      String family = families.get(i);
      if (!KNOWN_FAMILIES.contains(family)) {
        errors.notSupported(FAMILIES.index(i), family, KNOWN_FAMILIES);
      }
      if (!seen.add(family)) {
        errors.duplicate(FAMILIES.index(i), family);
      }
    }
    if (shape.spec().isSet("ipFamilyPolicy") && !KNOWN_POLICIES.contains(shape.familyPolicy())) {
      errors.notSupported(POLICY, shape.familyPolicy(), KNOWN_POLICIES);
    }
  }

  private static boolean areIpsFit(
      JsonArray ips, List<String> all, List<String> old, FieldErrors errors) {
    boolean areFit = true;
    for (int i = 0; i < all.size(); i++) {
      String ip = all.get(i);
      if (i == 0 && ip.equals(ServiceShape.NONE)) {
        if (all.size() > 1) {
          areFit = false;
          errors.invalid(IPS, ips, "'None' must be the first and only value");
        }
      } else if (!old.contains(ip)) {
        for (String wrong : AddressForms.ip(ip)) {
          areFit = false;
          errors.invalid(IPS.index(i), ip, wrong);
        }
      }
    }
    if (all.size() > 2) {
      errors.invalid(IPS, ips, "may only hold up to 2 values");
    }
    return areFit;
  }

  private static void checkTogether(
      ServiceShape shape, JsonArray ips, List<String> all, FieldErrors errors) {
    if (all.size() > 1 && all.stream().map(ServiceAddressRules::familyOf).distinct().count() < 2) {
      errors.invalid(IPS, ips, "may specify no more than one IP for each IP family");
    }
    List<String> families = shape.families();
    if (shape.isHeadless()) {
      return;
    }
    for (int i = 0; i < Math.min(all.size(), families.size()); i++) {
      String family = families.get(i);
      if (KNOWN_FAMILIES.contains(family) && !familyOf(all.get(i)).equals(family)) {
        errors.invalid(
            IPS.index(i),
            all.get(i),
            "expected an %s value as indicated by `ipFamilies[%d]`".formatted(family, i));
      }
    }
  }

  /** IPv4 or IPv6. */
  public static String familyOf(String ip) {
    return Ip.parse(ip).map(Ip::isV4).orElse(true) ? "IPv4" : "IPv6";
  }

  /** What an update may do to addresses and families that were given. */
  static void checkUpdate(ApiObject next, ApiObject before, FieldErrors errors) {
    ServiceShape shape = ServiceShape.of(next);
    ServiceShape old = ServiceShape.of(before);
    if (shape.isExternalName() || old.isExternalName()) {
      return;
    }
    if (!(old.isHeadless() && shape.isHeadless())) {
      checkIpsKept(shape, old, errors);
    }
    if (!old.isHeadless() && !shape.isHeadless()) {
      checkFamiliesKept(shape, old, errors);
    }
  }

  private static void checkIpsKept(ServiceShape shape, ServiceShape old, FieldErrors errors) {
    List<String> was = old.clusterIps();
    List<String> is = shape.clusterIps();
    JsonArray ips = shape.spec().array("clusterIPs");
    if (was.size() == is.size()) {
      for (int i = 0; i < is.size(); i++) {
        if (!is.get(i).equals(was.get(i))) {
          errors.invalid(IPS.index(i), ips, "may not change once set");
        }
      }
      return;
    }
    if (is.isEmpty()) {
      errors.invalid(
          IPS.index(0), shape.spec().get("clusterIPs"), "primary clusterIP can not be unset");
    } else if (!was.isEmpty() && !is.getFirst().equals(was.getFirst())) {
      errors.invalid(IPS.index(0), ips, "may not change once set");
    }
    if (was.size() > is.size() && is.size() == 1) {
      checkSingleStack(shape, "clusterIP", errors);
    }
  }

  private static void checkFamiliesKept(ServiceShape shape, ServiceShape old, FieldErrors errors) {
    List<String> was = old.families();
    List<String> is = shape.families();
    JsonArray families = shape.spec().array("ipFamilies");
    if (was.size() == is.size()) {
      for (int i = 0; i < is.size(); i++) {
        if (!is.get(i).equals(was.get(i))) {
          errors.invalid(FAMILIES.index(0), families, "may not change once set");
        }
      }
      return;
    }
    if (was.size() > is.size() && shape.clusterIps().isEmpty()) {
      errors.invalid(FAMILIES.index(0), families, "primary ipFamily can not be unset");
    }
    if (!was.isEmpty() && !is.isEmpty() && !is.getFirst().equals(was.getFirst())) {
      errors.invalid(
          FAMILIES.index(0), shape.spec().array("clusterIPs"), "may not change once set");
    }
    if (was.size() > is.size() && is.size() == 1) {
      checkSingleStack(shape, "ipFamily", errors);
    }
  }

  private static void checkSingleStack(ServiceShape shape, String what, FieldErrors errors) {
    if (!shape.familyPolicy().equals("SingleStack")) {
      errors.invalid(
          POLICY,
          shape.spec().get("ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }
}
