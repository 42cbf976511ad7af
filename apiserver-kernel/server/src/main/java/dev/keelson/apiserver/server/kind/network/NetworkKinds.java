package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.AddressForms;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.List;
import java.util.Map;

/** The kinds of the network, by name. */
public final class NetworkKinds {
  private static final JsonObject NO_BALANCER = JsonObject.of("loadBalancer", JsonObject.EMPTY);
  private static final Preparation BY_SPEC = Preparations.counting(List.of("spec"));

  private NetworkKinds() {}

  /** Group core. */
  public static Map<String, Kind> core() {
    return Map.of(
        // Names as of services whose gate RelaxedServiceNameValidation is on: the default in 1.36.
        "Service",
        Kind.named(NameRule.LABEL)
            .filledBy(new ServiceDefaults())
            .preparedBy(new ServicePreparation())
            .ruledBy(new ServiceRules()),
        "Endpoints",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(NetworkKinds::filledEndpoints)
            .ruledBy(new EndpointsRules()));
  }

  public static Map<String, Kind> discovery() {
    return Map.of(
        "EndpointSlice",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(NetworkKinds::filledSlice)
            .preparedBy(new SlicePreparation())
            .ruledBy(new EndpointSliceRules()));
  }

  public static Map<String, Kind> networking() {
    return Map.of(
        "Ingress",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(
                object ->
                    object.with(
                        "status",
                        object.object("status").withDefault("loadBalancer", JsonObject.EMPTY)))
            .preparedBy(Preparations.both(Preparations.status(NO_BALANCER), BY_SPEC))
            .ruledBy(new IngressRules()),
        "IngressClass",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(NetworkKinds::filledClass)
            .preparedBy(BY_SPEC)
            .ruledBy(new IngressClassRules()),
        "NetworkPolicy",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(NetworkKinds::filledPolicy)
            .preparedBy(BY_SPEC)
            .ruledBy(new NetworkPolicyRules()),
        "IPAddress",
        Kind.named((name, _) -> AddressForms.canonicalIp(name)).ruledBy(new IpAddressRules()),
        "ServiceCIDR",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(object -> object.withDefault("status", JsonObject.EMPTY))
            .preparedBy(Preparations.status())
            .ruledBy(new ServiceCidrRules()));
  }

  private static JsonObject filledEndpoints(JsonObject object) {
    return object.mapEach(
        "subsets", subset -> subset.mapEach("ports", port -> port.withDefault("protocol", "TCP")));
  }

  private static JsonObject filledSlice(JsonObject object) {
    return object
        .mapEach("endpoints", endpoint -> endpoint.withDefault("conditions", JsonObject.EMPTY))
        .mapEach("ports", port -> port.withDefault("name", "").withDefault("protocol", "TCP"));
  }

  private static JsonObject filledClass(JsonObject object) {
    return object.mapObject(
        "spec",
        spec ->
            spec.mapObject("parameters", parameters -> parameters.withDefault("scope", "Cluster")));
  }

  private static JsonObject filledPolicy(JsonObject object) {
    JsonObject spec = object.object("spec").withDefault("podSelector", JsonObject.EMPTY);
    for (String direction : List.of("ingress", "egress")) {
      spec =
          spec.mapEach(
              direction,
              rule -> rule.mapEach("ports", port -> port.withDefault("protocol", "TCP")));
    }
    if (spec.array("policyTypes").isEmpty()) {
      JsonArray types = JsonArray.of(JsonString.of("Ingress"));
      spec =
          spec.with(
              "policyTypes",
              spec.array("egress").isEmpty() ? types : types.plus(JsonString.of("Egress")));
    }
    return object.with("spec", spec);
  }

  /** Topology by label is of v1beta1 only; the generation counts labels too. */
  private static final class SlicePreparation implements Preparation {
    private static final Preparation COUNTING =
        Preparations.counting(List.of("addressType", "endpoints", "ports"));

    @Override
    public ApiObject forCreate(ApiObject object) {
      return COUNTING.forCreate(withoutTopology(object));
    }

    @Override
    public ApiObject forUpdate(ApiObject next, ApiObject before) {
      return next.labels().equals(before.labels())
          ? COUNTING.forUpdate(next, before)
          : next.withGeneration(before.generation() + 1);
    }

    private static ApiObject withoutTopology(ApiObject slice) {
      return slice.map(
          tree -> tree.mapEach("endpoints", endpoint -> endpoint.without("deprecatedTopology")));
    }
  }

  private static final class IpAddressRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      if (spec.has("parentRef")) {
        References.checkParent(spec.at("parentRef"));
      } else {
        spec.required("parentRef", "");
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      Place.of(next, errors).at("spec").unchanged("parentRef", before.spec());
    }
  }
}
