package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.ResourceNames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Upstream's validation of LimitRanges. */
final class LimitRangeRules implements Rules {
  private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");
  private static final Quantity ONE = Quantity.of(1, Quantity.Format.DECIMAL_SI);

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Set<String> types = new HashSet<>();
    for (Place limit : Place.of(object, errors).at("spec").each("limits")) {
      checkType(limit);
      if (!types.add(limit.text("type"))) {
        errors.duplicate(limit.child("type"), limit.text("type"));
      }
      checkLimit(limit);
    }
  }

  private static void checkType(Place limit) {
    String type = limit.text("type");
    List<String> wrong = Names.qualifiedName(type);
    wrong.forEach(each -> limit.errors().invalid(limit.child("type"), type, each));
    if (wrong.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
      limit.invalid("type", "must be a standard limit type or fully qualified");
    }
  }

  private static void checkLimit(Place limit) {
    String type = limit.text("type");
    Set<String> names = new TreeSet<>();
    collect(limit, "max", names);
    collect(limit, "min", names);
    if (type.equals("Pod")) {
      for (String field : List.of("default", "defaultRequest")) {
        if (!limit.object().object(field).isEmpty()) {
          limit.forbidden(field, "may not be specified when `type` is 'Pod'");
        }
      }
    } else {
      collect(limit, "default", names);
      collect(limit, "defaultRequest", names);
    }
    if (type.equals("PersistentVolumeClaim")
        && !limit.object().object("min").has("storage")
        && !limit.object().object("max").has("storage")) {
      limit.required(
          "limits",
          "either minimum or maximum storage value is required, but neither was provided");
    }
    collect(limit, "maxLimitRequestRatio", names);
    for (String name : names) {
      checkOrder(limit, name);
    }
  }

  private static void collect(Place limit, String field, Set<String> names) {
    String type = limit.text("type");
    for (String name : limit.object().object(field).names()) {
      FieldPath path = limit.child(field).key(name);
      if (type.equals("Pod") || type.equals("Container")) {
        ResourceNames.checkOfContainer(name, path, limit.errors());
      } else {
        ResourceNames.check(name, path, limit.errors());
      }
      names.add(name);
    }
  }

  private static Optional<Quantity> quantity(Place limit, String field, String name) {
    JsonObject amounts = limit.object().object(field);
    return amounts.has(name) ? Amounts.of(amounts.get(name)) : Optional.empty();
  }

  private static void checkOrder(Place limit, String name) {
    Optional<Quantity> least = quantity(limit, "min", name);
    Optional<Quantity> most = quantity(limit, "max", name);
    Optional<Quantity> limited = quantity(limit, "default", name);
    Optional<Quantity> requested = quantity(limit, "defaultRequest", name);
    if (limit.text("type").equals("Pod")) {
      limited = Optional.empty();
      requested = Optional.empty();
    }
    Pair pair = new Pair(limit, name);
    pair.check(least, "min", most, "max", "min", least);
    pair.check(least, "min", requested, "default request", "defaultRequest", requested);
    pair.check(requested, "default request", most, "max", "defaultRequest", requested);
    pair.check(requested, "default request", limited, "default limit", "defaultRequest", requested);
    pair.check(least, "min", limited, "default", "default", least);
    pair.check(limited, "default", most, "max", "default", most);
    checkRatio(limit, name, least, most);
    if (!ResourceNames.isOvercommitAllowed(name)
        && limited.isPresent()
        && requested.isPresent()
        && limited.get().compareTo(requested.get()) != 0) {
      limit
          .errors()
          .invalid(
              limit.child("defaultRequest").key(name),
              requested.get().toString(),
              "default value %s must equal to defaultRequest value %s in %s"
                  .formatted(limited.get(), requested.get(), name));
    }
  }

  /** Two amounts of which the first may not be the greater. */
  private record Pair(Place limit, String name) {
    void check(
        Optional<Quantity> low,
        String lowName,
        Optional<Quantity> high,
        String highName,
        String field,
        Optional<Quantity> shown) {
      if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > 0) {
        limit
            .errors()
            .invalid(
                limit.child(field).key(name),
                shown.orElse(Quantity.ZERO).toString(),
                "%s value %s is greater than %s value %s"
                    .formatted(lowName, low.get(), highName, high.get()));
      }
    }
  }

  private static void checkRatio(
      Place limit, String name, Optional<Quantity> least, Optional<Quantity> most) {
    Optional<Quantity> ratio = quantity(limit, "maxLimitRequestRatio", name);
    if (ratio.isEmpty()) {
      return;
    }
    FieldPath path = limit.child("maxLimitRequestRatio").key(name);
    String text = ratio.get().toString();
    if (ratio.get().compareTo(ONE) < 0) {
      limit.errors().invalid(path, text, "ratio " + text + " is less than 1");
    }
    if (least.isPresent() && most.isPresent() && least.get().signum() != 0) {
      BigDecimal highest = most.get().amount().divide(least.get().amount(), MathContext.DECIMAL64);
      if (ratio.get().amount().compareTo(highest) > 0) {
        limit
            .errors()
            .invalid(
                path,
                text,
                String.format(
                    Locale.ROOT, "ratio %s is greater than max/min = %.6f", text, highest));
      }
    }
  }
}
