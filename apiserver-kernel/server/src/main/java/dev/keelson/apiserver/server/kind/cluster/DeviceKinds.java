package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of resource.k8s.io, by name: defaults, what may not change, and little more. */
final class DeviceKinds {
  private static final Preparation BY_SPEC = Preparations.counting(List.of("spec"));
  private static final int REQUESTS_MOST = 32;

  private DeviceKinds() {}

  static Map<String, Kind> all() {
    Kind named = Kind.named(NameRule.SUBDOMAIN);
    return Map.of(
        "DeviceClass",
        named.filledBy(object -> object.withDefault("spec", JsonObject.EMPTY)).preparedBy(BY_SPEC),
        "ResourceClaim",
        named
            .filledBy(
                object ->
                    object
                        .mapObject("spec", DeviceKinds::filledSpec)
                        .withDefault("status", JsonObject.EMPTY))
            .preparedBy(Preparations.status())
            .ruledBy(new ClaimRules(false)),
        "ResourceClaimTemplate",
        named
            .filledBy(
                object ->
                    object.mapObject(
                        "spec",
                        spec ->
                            spec.withDefault("metadata", JsonObject.EMPTY)
                                .mapObject("spec", DeviceKinds::filledSpec)))
            .ruledBy(new ClaimRules(true)),
        "ResourceSlice",
        named.preparedBy(BY_SPEC).ruledBy(new SliceRules()),
        "DeviceTaintRule",
        named.preparedBy(BY_SPEC));
  }

  private static JsonObject filledSpec(JsonObject spec) {
    return spec.mapObject(
        "devices",
        devices ->
            devices.mapEach(
                "requests",
                request ->
                    request
                        .mapObject("exactly", DeviceKinds::filledRequest)
                        .mapEach("firstAvailable", DeviceKinds::filledRequest)));
  }

  private static JsonObject filledRequest(JsonObject request) {
    JsonObject filled =
        request.text("allocationMode").isEmpty()
            ? request.with("allocationMode", "ExactCount")
            : request;
    return filled.text("allocationMode").equals("ExactCount") && filled.number("count", 0) == 0
        ? filled.with("count", 1)
        : filled;
  }

  /** Of claims, and of templates, whose claim lies one deeper. */
  private record ClaimRules(boolean isTemplate) implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      Place devices = (isTemplate ? spec.at("spec") : spec).at("devices");
      List<Place> requests = devices.each("requests");
      if (requests.size() > REQUESTS_MOST) {
        errors.tooMany(devices.child("requests"), requests.size(), REQUESTS_MOST);
      }
      Set<String> names = new HashSet<>();
      for (Place request : requests) {
        request.requireForm("name", Names::label1123);
        if (!names.add(request.text("name"))) {
          errors.duplicate(request.path(), request.text("name"));
        }
        boolean hasExact = request.has("exactly");
        boolean hasFirst = !request.each("firstAvailable").isEmpty();
        if (hasExact == hasFirst) {
          String why = "exactly one of `exactly` or `firstAvailable` is required";
          if (hasExact) {
            errors.invalid(request.path(), request.object(), why);
          } else {
            errors.required(request.path(), why);
          }
        }
        if (hasExact) {
          request.at("exactly").requireForm("deviceClassName", Names::subdomain1123);
        }
      }
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      Place.of(next, errors).unchanged("spec", before.tree());
    }
  }

  private static final class SliceRules implements Rules {
    @Override
    public void created(ApiObject object, FieldErrors errors) {
      Place spec = Place.of(object, errors).at("spec");
      spec.requireForm("driver", Names::subdomain1123);
      spec.at("pool").requireText("name");
    }

    @Override
    public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
      created(next, errors);
      Place spec = Place.of(next, errors).at("spec");
      spec.unchanged("driver", before.spec());
      spec.at("pool").unchanged("name", before.spec().object("pool"));
      spec.unchanged("nodeName", before.spec());
    }
  }
}
