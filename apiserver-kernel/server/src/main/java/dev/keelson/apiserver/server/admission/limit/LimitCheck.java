package dev.keelson.apiserver.server.admission.limit;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.ResourceList;
import dev.keelson.apiserver.server.kind.pod.PodResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What one LimitRange finds wrong, in upstream's words. */
final class LimitCheck {
  /** Where limits and requests are compared only as whole numbers. */
  private static final long MAX_MILLI = Long.MAX_VALUE / 1000;

  private LimitCheck() {}

  /** What somebody asks for, of one container or of a pod as a whole. */
  private record Asked(String type, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    Optional<Quantity> request(String name) {
      return Optional.ofNullable(requests.get(name));
    }

    Optional<Quantity> limit(String name) {
      return Optional.ofNullable(limits.get(name));
    }
  }

  static List<String> ofPod(JsonObject spec, ApiObject range) {
    List<String> problems = new ArrayList<>();
    range.spec().array("limits").objects().forEach(item -> ofPod(spec, item, problems));
    return problems;
  }

  private static void ofPod(JsonObject spec, JsonObject item, List<String> problems) {
    String type = item.text("type");
    if (type.equals("Container")) {
      Consumer<JsonObject> check =
          container -> {
            JsonObject resources = container.object("resources");
            all(
                new Asked(
                    type,
                    ResourceList.of(resources.object("requests")),
                    ResourceList.of(resources.object("limits"))),
                item,
                problems);
          };
      spec.array("containers").objects().forEach(check);
      spec.array("initContainers").objects().forEach(check);
    } else if (type.equals("Pod")) {
      // What the runtime costs is nobody's request.
      JsonObject own = spec.without("overhead");
      all(new Asked(type, PodResources.requests(own), PodResources.limits(own)), item, problems);
    }
  }

  static List<String> ofClaim(JsonObject spec, ApiObject range) {
    List<String> problems = new ArrayList<>();
    Asked asked =
        new Asked(
            "PersistentVolumeClaim",
            ResourceList.of(spec.object("resources").object("requests")),
            Map.of());
    range
        .spec()
        .array("limits")
        .objects()
        .filter(item -> item.text("type").equals(asked.type()))
        .forEach(
            item -> {
              bounds(item, "min", (name, bound) -> minimum(asked, name, bound), problems);
              bounds(item, "max", (name, bound) -> maximumRequest(asked, name, bound), problems);
            });
    return problems;
  }

  private interface Bound {
    /** "" where it is kept. */
    String problem(String name, Quantity bound);
  }

  private static void all(Asked asked, JsonObject item, List<String> problems) {
    bounds(item, "min", (name, bound) -> minimum(asked, name, bound), problems);
    bounds(item, "max", (name, bound) -> maximum(asked, name, bound), problems);
    bounds(item, "maxLimitRequestRatio", (name, bound) -> ratio(asked, name, bound), problems);
  }

  private static void bounds(JsonObject item, String list, Bound check, List<String> problems) {
    ResourceList.of(item.object(list))
        .forEach(
            (name, bound) -> {
              String problem = check.problem(name, bound);
              if (!problem.isEmpty()) {
                problems.add(problem);
              }
            });
  }

  private static String minimum(Asked asked, String name, Quantity least) {
    String rule = "minimum %s usage per %s is %s".formatted(name, asked.type(), least);
    if (asked.request(name).isEmpty()) {
      return rule + ".  No request is specified";
    }
    return asked
        .request(name)
        .filter(request -> request.compareTo(least) < 0)
        .map(request -> rule + ", but request is " + request)
        .or(
            () ->
                asked
                    .limit(name)
                    .filter(limit -> limit.compareTo(least) < 0)
                    .map(limit -> rule + ", but limit is " + limit))
        .orElse("");
  }

  private static String maximum(Asked asked, String name, Quantity most) {
    String rule = "maximum %s usage per %s is %s".formatted(name, asked.type(), most);
    if (asked.limit(name).isEmpty()) {
      return rule + ".  No limit is specified";
    }
    return asked
        .limit(name)
        .filter(limit -> limit.compareTo(most) > 0)
        .map(limit -> rule + ", but limit is " + limit)
        .or(() -> tooMuch(asked, name, most, rule))
        .orElse("");
  }

  private static String maximumRequest(Asked asked, String name, Quantity most) {
    String rule = "maximum %s usage per %s is %s".formatted(name, asked.type(), most);
    return asked.request(name).isEmpty()
        ? rule + ".  No request is specified"
        : tooMuch(asked, name, most, rule).orElse("");
  }

  private static Optional<String> tooMuch(Asked asked, String name, Quantity most, String rule) {
    return asked
        .request(name)
        .filter(request -> request.compareTo(most) > 0)
        .map(request -> rule + ", but request is " + request);
  }

  private static String ratio(Asked asked, String name, Quantity most) {
    String rule = "%s max limit to request ratio per %s is %s".formatted(name, asked.type(), most);
    Quantity request = asked.request(name).orElse(Quantity.ZERO);
    Quantity limit = asked.limit(name).orElse(Quantity.ZERO);
    if (request.isZero()) {
      return rule + ", but no request is specified or request is 0";
    }
    if (limit.isZero()) {
      return rule + ", but no limit is specified or limit is 0";
    }
    boolean isFine = request.value() <= MAX_MILLI && limit.value() <= MAX_MILLI;
    double ratio =
        isFine
            ? (double) limit.milliValue() / request.milliValue()
            : (double) limit.value() / request.value();
    return ratio * 1000 > most.milliValue()
        ? rule + String.format(Locale.ROOT, ", but provided ratio is %f", ratio)
        : "";
  }
}
