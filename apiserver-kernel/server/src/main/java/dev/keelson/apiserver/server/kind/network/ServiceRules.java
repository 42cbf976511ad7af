package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Ip;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of services: after addresses and ports were allocated. */
final class ServiceRules implements Rules {
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> AFFINITIES = List.of("ClientIP", "None");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final List<String> DISTRIBUTIONS =
      List.of("PreferClose", "PreferSameZone", "PreferSameNode");
  private static final String SOURCE_RANGES =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
  private static final String MODE = "service.kubernetes.io/topology-mode";
  private static final int AFFINITY_MOST = 86_400;
  private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    check(object, List.of(), List.of(), errors);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    ServiceShape old = ServiceShape.of(before);
    ServiceShape shape = ServiceShape.of(next);
    Place spec = Place.of(next, errors).at("spec");
    ServiceAddressRules.checkUpdate(next, before, errors);
    if (old.isLoadBalancer()
        && shape.isLoadBalancer()
        && !Place.isSame(spec.get("loadBalancerClass"), old.spec().get("loadBalancerClass"))) {
      spec.invalid("loadBalancerClass", "may not change once set");
    }
    if (old.needsHealthCheck()
        && shape.needsHealthCheck()
        && old.healthCheckNodePort() != shape.healthCheckNodePort()) {
      spec.forbidden("healthCheckNodePort", "field is immutable");
    }
    check(next, old.clusterIps(), old.spec().array("externalIPs").texts().toList(), errors);
  }

  private static void check(
      ApiObject object, List<String> oldIps, List<String> oldExternal, FieldErrors errors) {
    ServiceShape shape = ServiceShape.of(object);
    Place spec = Place.of(object, errors).at("spec");
    checkTopology(object, errors);
    checkType(spec, shape);
    ServicePortRules.check(spec);
    Labels.check(spec.object().object("selector"), spec.child("selector"), errors);
    checkAffinity(spec);
    ServiceAddressRules.check(object, oldIps, errors);
    checkExternalIps(spec, oldExternal);
    spec.requireOneOf("type", TYPES);
    if (shape.type().equals("ClusterIP")) {
      for (Place port : spec.each("ports")) {
        if (port.number("nodePort") != 0) {
          port.forbidden("nodePort", "may not be used when `type` is 'ClusterIP'");
        }
      }
    }
    ServicePortRules.checkUnique(spec);
    checkBalancer(object, spec, shape);
    checkTraffic(spec, shape);
  }

  private static void checkTopology(ApiObject object, FieldErrors errors) {
    var annotations = object.annotations();
    if (annotations.containsKey(HINTS)
        && annotations.containsKey(MODE)
        && !annotations.get(HINTS).equals(annotations.get(MODE))) {
      errors.invalid(
          FieldPath.of("metadata").child("annotations").key(MODE),
          annotations.get(MODE),
          "must match annotations[" + HINTS + "] when both are specified");
    }
  }

  private static void checkType(Place spec, ServiceShape shape) {
    if (shape.ports().isEmpty() && !shape.isHeadless() && !shape.isExternalName()) {
      spec.required("ports", "");
    }
    if (shape.mayHaveNodePorts() && shape.isHeadless()) {
      spec.errors()
          .invalid(
              spec.child("clusterIPs").index(0),
              ServiceShape.NONE,
              "may not be set to 'None' for " + shape.type() + " services");
    }
    if (!shape.isExternalName()) {
      return;
    }
    String why = "may not be set for ExternalName services";
    for (String field : List.of("clusterIPs", "ipFamilies")) {
      if (!spec.object().array(field).isEmpty()) {
        spec.forbidden(field, why);
      }
    }
    if (spec.has("ipFamilyPolicy")) {
      spec.forbidden("ipFamilyPolicy", why);
    }
    String name = spec.text("externalName");
    String withoutDot = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (withoutDot.isEmpty()) {
      spec.required("externalName", "");
    } else {
      Names.subdomain1123(withoutDot)
          .forEach(wrong -> spec.errors().invalid(spec.child("externalName"), withoutDot, wrong));
    }
  }

  private static void checkAffinity(Place spec) {
    spec.requireOneOf("sessionAffinity", AFFINITIES);
    Place config = spec.at("sessionAffinityConfig");
    switch (spec.text("sessionAffinity")) {
      case "ClientIP" -> {
        String when = "when session affinity type is ClientIP";
        if (!spec.has("sessionAffinityConfig")) {
          spec.required("sessionAffinityConfig", when);
        } else if (!config.has("clientIP")) {
          config.required("clientIP", when);
        } else if (!config.at("clientIP").has("timeoutSeconds")) {
          config.at("clientIP").required("timeoutSeconds", when);
        } else {
          long seconds = config.at("clientIP").number("timeoutSeconds");
          if (seconds <= 0 || seconds > AFFINITY_MOST) {
            config
                .at("clientIP")
                .invalid("timeoutSeconds", "must be greater than 0 and less than " + AFFINITY_MOST);
          }
        }
      }
      case "None" -> {
        if (spec.has("sessionAffinityConfig")) {
          spec.forbidden("sessionAffinityConfig", "must not be set when session affinity is None");
        }
      }
      default -> {}
    }
  }

  private static void checkExternalIps(Place spec, List<String> old) {
    List<String> ips = spec.texts("externalIPs");
    for (int i = 0; i < ips.size(); i++) {
      FieldPath path = spec.child("externalIPs").index(i);
      String ip = ips.get(i);
      List<String> wrong = old.contains(ip) ? List.of() : AddressForms.ip(ip);
      wrong.forEach(each -> spec.errors().invalid(path, ip, each));
      if (wrong.isEmpty()) {
        EndpointAddress.check(ip, path, spec.errors());
      }
    }
  }

  private static void checkBalancer(ApiObject object, Place spec, ServiceShape shape) {
    List<String> ranges = spec.texts("loadBalancerSourceRanges");
    if (!ranges.isEmpty()) {
      FieldPath path = spec.child("LoadBalancerSourceRanges");
      if (!shape.isLoadBalancer()) {
        spec.errors().forbidden(path, ONLY_BALANCED);
      }
      for (int i = 0; i < ranges.size(); i++) {
        checkRange(ranges.get(i), path.index(i), spec.errors());
      }
    } else if (object.annotations().containsKey(SOURCE_RANGES)) {
      FieldPath path = FieldPath.of("metadata").child("annotations").key(SOURCE_RANGES);
      if (!shape.isLoadBalancer()) {
        spec.errors().forbidden(path, ONLY_BALANCED);
      }
      String all = object.annotations().getOrDefault(SOURCE_RANGES, "").strip();
      for (String range : all.isEmpty() ? new String[0] : all.split(",", -1)) {
        checkRange(range, path, spec.errors());
      }
    }
    if (!shape.isLoadBalancer()) {
      if (spec.has("allocateLoadBalancerNodePorts")) {
        spec.forbidden("allocateLoadBalancerNodePorts", ONLY_BALANCED);
      }
      if (spec.has("loadBalancerClass")) {
        spec.forbidden("loadBalancerClass", ONLY_BALANCED);
      }
      return;
    }
    if (!spec.has("allocateLoadBalancerNodePorts")) {
      spec.errors().required(FieldPath.of("allocateLoadBalancerNodePorts"), "");
    }
    if (spec.has("loadBalancerClass")) {
      spec.form("loadBalancerClass", Names::qualifiedName);
    }
  }

  private static void checkRange(String range, FieldPath path, FieldErrors errors) {
    String bare = range.strip();
    AddressForms.cidr(bare).forEach(wrong -> errors.invalid(path, bare, wrong));
  }

  private static void checkTraffic(Place spec, ServiceShape shape) {
    if (shape.isExternallyAccessible()) {
      spec.requireOneOf("externalTrafficPolicy", POLICIES);
    } else if (!spec.text("externalTrafficPolicy").isEmpty()) {
      spec.invalid("externalTrafficPolicy", "may only be set for externally-accessible services");
    }
    if (!shape.needsHealthCheck()) {
      if (shape.healthCheckNodePort() != 0) {
        spec.invalid(
            "healthCheckNodePort",
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                + " 'Local'");
      }
    } else if (shape.healthCheckNodePort() == 0) {
      spec.required("healthCheckNodePort", "");
    } else {
      spec.port("healthCheckNodePort");
    }
    if (spec.has("internalTrafficPolicy")) {
      spec.oneOf("internalTrafficPolicy", POLICIES);
    } else if (TYPES.contains(shape.type()) && !shape.isExternalName()) {
      spec.required("internalTrafficPolicy", "");
    }
    spec.oneOfIfSet("trafficDistribution", DISTRIBUTIONS);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place balancer = Place.of(next, errors).at("status").at("loadBalancer");
    List<Place> all = balancer.each("ingress");
    if (!ServiceShape.of(next).isLoadBalancer() && !all.isEmpty()) {
      balancer.forbidden("ingress", "may only be used when `spec.type` is 'LoadBalancer'");
      return;
    }
    for (Place ingress : all) {
      checkIngressAddress(ingress);
      boolean hasIp = !ingress.text("ip").isEmpty();
      if (ingress.get("ipMode") == JsonNull.NULL) {
        if (hasIp) {
          ingress.required("ipMode", "must be specified when `ip` is set");
        }
      } else if (!hasIp) {
        ingress.forbidden("ipMode", "may not be specified when `ip` is not set");
      } else {
        ingress.oneOf("ipMode", List.of("Proxy", "VIP"));
      }
    }
  }

  /** Address and name of a load balancer, of services and ingresses. */
  static void checkIngressAddress(Place ingress) {
    ingress.formIfAny("ip", AddressForms::ip);
    String host = ingress.text("hostname");
    if (!host.isEmpty()) {
      ingress.form("hostname", Names::subdomain1123);
      if (Ip.parse(host).isPresent()) {
        ingress.invalid("hostname", "must be a DNS name, not an IP address");
      }
    }
  }
}
