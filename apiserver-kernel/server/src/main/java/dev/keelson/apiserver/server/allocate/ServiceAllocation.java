package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.meta.Ip;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives services cluster IPs, families and node ports: after defaults and admission, before
 * preparation and validation, as upstream's {@code registry/core/service/storage}. Any thread.
 */
public final class ServiceAllocation {
  /** Stands for the version before the first. */
  static final ApiObject NOTHING = new ApiObject(JsonObject.EMPTY);

  private static final FieldPath IPS = FieldPath.of("spec.clusterIPs");
  private static final Outcome.Claims NO_CLAIMS = claims(List.of(), List.of());

  private final Supplier<List<AddressRange>> ranges;
  private final NodePorts ports;
  private final Addresses addresses;
  private final RandomGenerator random;

  /**
   * @param ranges asked at each request; the family of the first is the usual one; never empty
   */
  public ServiceAllocation(
      Supplier<List<AddressRange>> ranges,
      NodePorts ports,
      Addresses addresses,
      RandomGenerator random) {
    this.ranges = ranges;
    this.ports = ports;
    this.addresses = addresses;
    this.random = random;
  }

  /** Completes exceptionally only where {@link Addresses} does; then nothing is held. */
  public CompletionStage<Outcome> created(ApiObject service, boolean isDryRun) {
    return new Operation(isDryRun).created(service);
  }

  /** As {@link #created}. {@code next} need not name what {@code before} was given. */
  public CompletionStage<Outcome> updated(ApiObject next, ApiObject before, boolean isDryRun) {
    return new Operation(isDryRun).updated(next, onRead(before));
  }

  /** The service is gone from the store: what it had is free. */
  public CompletionStage<Void> deleted(ApiObject service) {
    ServiceShape shape = ServiceShape.of(onRead(service));
    shape.nodePorts().forEach(ports::release);
    ports.release(shape.healthCheckNodePort());
    return shape.isExternalName() || shape.isHeadless()
        ? CompletableFuture.completedStage(null)
        : releaseAll(shape.clusterIps());
  }

  /** As whoever reads it shall see it: with families, also where it was stored without. */
  public ApiObject onRead(ApiObject service) {
    return ServiceHistory.onRead(service, ranges.get().getFirst().family());
  }

  private CompletionStage<Void> releaseAll(List<String> ips) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (String ip : ips) {
      all = all.thenCompose(_ -> addresses.release(ip));
    }
    return all;
  }

  private static Outcome.Claims claims(
      List<Supplier<CompletionStage<Void>>> ends, List<Supplier<CompletionStage<Void>>> reverts) {
    return new Outcome.Claims() {
      @Override
      public CompletionStage<Void> commit() {
        return all(ends);
      }

      @Override
      public CompletionStage<Void> revert() {
        return all(reverts);
      }

      private CompletionStage<Void> all(List<Supplier<CompletionStage<Void>>> steps) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (Supplier<CompletionStage<Void>> step : steps) {
          done = done.thenCompose(_ -> step.get());
        }
        return done;
      }
    };
  }

  /** One request. Its steps follow one another, whatever threads run them. */
  private final class Operation {
    private final boolean isDryRun;
    private final PortClaims portClaims;
    private final List<String> reserved = new ArrayList<>();
    private final List<AddressRange> known = ranges.get();
    private List<String> released = List.of();

    Operation(boolean isDryRun) {
      this.isDryRun = isDryRun;
      this.portClaims = new PortClaims(ports, isDryRun);
    }

    private Families families() {
      Set<String> all = new LinkedHashSet<>();
      known.forEach(range -> all.add(range.family()));
      return new Families(all, known.getFirst().family());
    }

    CompletionStage<Outcome> created(ApiObject service) {
      return guarded(
          () -> {
            ApiObject next = service.withSpec(ServiceHistory::normalized);
            ServiceShape shape = ServiceShape.of(next);
            if (shape.isExternalName()) {
              return CompletableFuture.completedStage(next);
            }
            ApiObject settled = next.with("spec", families().settle(next, NOTHING));
            return shape.isHeadless()
                ? CompletableFuture.completedStage(settled)
                : withAddresses(settled, 0);
          },
          given -> given.with("spec", new PortDecision(portClaims).created(given.spec())));
    }

    CompletionStage<Outcome> updated(ApiObject service, ApiObject before) {
      ServiceShape old = ServiceShape.of(before);
      return guarded(
          () -> {
            ApiObject next =
                service.withSpec(spec -> ServiceHistory.carriedOver(spec, before.spec()));
            ApiObject settled =
                ServiceShape.of(next).isExternalName()
                    ? next
                    : next.with("spec", families().settle(next, before));
            return changedAddresses(settled, old);
          },
          given -> given.with("spec", new PortDecision(portClaims).updated(given.spec(), old)));
    }

    private CompletionStage<ApiObject> changedAddresses(ApiObject next, ServiceShape old) {
      ServiceShape shape = ServiceShape.of(next);
      if (old.isExternalName() || shape.isExternalName()) {
        if (!old.isExternalName() && !old.isHeadless()) {
          released = old.clusterIps();
        }
        return shape.isExternalName() || shape.isHeadless()
            ? CompletableFuture.completedStage(next)
            : withAddresses(next, 0);
      }
      if (Families.isKept(shape, old) || old.isHeadless()) {
        return CompletableFuture.completedStage(next);
      }
      int families = shape.families().size();
      if (old.families().size() == 1 && families == 2) {
        return withAddresses(next, 1);
      }
      if (old.families().size() == 2 && families == 1 && old.clusterIps().size() == 2) {
        released = old.clusterIps().subList(1, 2);
      }
      return CompletableFuture.completedStage(next);
    }

    /** Addresses of the families from that one on. */
    private CompletionStage<ApiObject> withAddresses(ApiObject service, int from) {
      List<String> families = ServiceShape.of(service).families();
      CompletionStage<ApiObject> given = CompletableFuture.completedStage(service);
      for (int i = from; i < families.size(); i++) {
        int index = i;
        given = given.thenCompose(each -> withAddress(each, index, families.get(index)));
      }
      return given;
    }

    private CompletionStage<ApiObject> withAddress(ApiObject service, int index, String family) {
      List<String> ips = ServiceShape.of(service).clusterIps();
      CompletionStage<String> address =
          index < ips.size() && !ips.get(index).isEmpty()
              ? asked(service, ips.get(index), family)
              : any(service, family);
      return address.thenApply(ip -> service.withSpec(spec -> placed(spec, index, ip)));
    }

    private static JsonObject placed(JsonObject spec, int index, String ip) {
      List<JsonValue> ips = new ArrayList<>(spec.array("clusterIPs").values());
      while (ips.size() <= index) {
        ips.add(JsonString.of(""));
      }
      ips.set(index, JsonString.of(ip));
      JsonObject given = spec.with("clusterIPs", new JsonArray(ips));
      return index == 0 ? given.with("clusterIP", ip) : given;
    }

    private CompletionStage<String> asked(ApiObject service, String text, String family) {
      Ip ip = Ip.parse(text).orElseThrow(() -> refused(service, text, "no IP address"));
      if (known.stream().noneMatch(range -> range.contains(ip))) {
        throw refused(service, text, outside(ip, family));
      }
      return reserve(service, ip, family)
          .thenApply(
              isOurs -> {
                if (!isOurs) {
                  throw refused(service, text, "provided IP is already allocated");
                }
                return text;
              });
    }

    private String outside(Ip ip, String family) {
      return isDryRun
          ? known.stream()
              .filter(range -> range.family().equals(family))
              .findFirst()
              .map(
                  range ->
                      "the provided IP (%s) is not in the valid range. The range of valid IPs is %s"
                          .formatted(ip, range.cidr()))
              .orElse("allocator not ready")
          : "the provided network does not match the current range";
    }

    private Refused refused(ApiObject service, String ip, String why) {
      FieldErrors errors = new FieldErrors();
      errors.invalid(
          IPS, service.spec().get("clusterIPs"), "failed to allocate IP " + ip + ": " + why);
      return new Refused(new Outcome.Invalid(errors));
    }

    private CompletionStage<Boolean> reserve(ApiObject service, Ip ip, String family) {
      if (isDryRun) {
        return CompletableFuture.completedStage(true);
      }
      String text = ip.toString();
      return addresses
          .reserve(text, family, service.objectName())
          .thenApply(
              isOurs -> {
                if (isOurs) {
                  reserved.add(text);
                }
                return isOurs;
              });
    }

    private CompletionStage<String> any(ApiObject service, String family) {
      List<AddressRange> fitting =
          known.stream().filter(range -> range.family().equals(family)).toList();
      if (isDryRun && !fitting.isEmpty()) {
        return CompletableFuture.completedStage(fitting.getFirst().cidr().first().toString());
      }
      return new Search(service, family, fitting).next();
    }

    /** Goes through the candidates until one is ours. */
    private final class Search {
      private final ApiObject service;
      private final String family;
      private final Iterator<AddressRange> left;
      private Iterator<Ip> candidates = List.<Ip>of().iterator();

      Search(ApiObject service, String family, List<AddressRange> fitting) {
        this.service = service;
        this.family = family;
        this.left = fitting.iterator();
      }

      private boolean hasNext() {
        while (!candidates.hasNext() && left.hasNext()) {
          candidates = left.next().candidates(random);
        }
        return candidates.hasNext();
      }

      CompletionStage<String> next() {
        while (hasNext()) {
          Ip ip = candidates.next();
          if (!addresses.seemsTaken(ip.toString())) {
            return reserve(service, ip, family)
                .thenCompose(
                    isOurs -> isOurs ? CompletableFuture.completedStage(ip.toString()) : next());
          }
        }
        throw new Refused(
            new Outcome.Exhausted(
                "failed to allocate a serviceIP for Service \"%s\": range is full"
                    .formatted(service.name())));
      }
    }

    private CompletionStage<Outcome> guarded(
        Supplier<CompletionStage<ApiObject>> first, Function<ApiObject, ApiObject> second) {
      CompletionStage<ApiObject> given;
      try {
        given = first.get();
      } catch (Refused refused) {
        given = CompletableFuture.failedStage(refused);
      }
      return given
          .thenApply(second)
          .handle((it, failure) -> failure == null ? ended(it) : failed(failure))
          .thenCompose(Function.identity());
    }

    private CompletionStage<Outcome> ended(ApiObject given) {
      return CompletableFuture.completedStage(new Outcome.Given(given, claimsOfThis()));
    }

    private CompletionStage<Outcome> failed(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() instanceof Throwable inner
              ? inner
              : failure;
      return claimsOfThis()
          .revert()
          .thenCompose(
              _ ->
                  cause instanceof Refused refused
                      ? CompletableFuture.completedStage(refused.outcome())
                      : CompletableFuture.failedStage(cause));
    }

    private Outcome.Claims claimsOfThis() {
      if (isDryRun) {
        return NO_CLAIMS;
      }
      List<String> ours = List.copyOf(reserved);
      List<String> theirs = List.copyOf(released);
      return claims(
          List.of(
              () -> {
                portClaims.commit();
                return releaseAll(theirs);
              }),
          List.of(
              () -> {
                portClaims.revert();
                return releaseAll(ours);
              }));
    }
  }
}
