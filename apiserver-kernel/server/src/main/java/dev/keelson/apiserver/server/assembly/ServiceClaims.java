package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.allocate.NodePorts;
import dev.keelson.apiserver.server.allocate.Outcome;
import dev.keelson.apiserver.server.allocate.PortLedger;
import dev.keelson.apiserver.server.allocate.ServiceAllocation;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import dev.keelson.apiserver.server.verb.Claims;
import dev.keelson.apiserver.server.verb.Validation;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Cluster IPs and node ports of services. */
final class ServiceClaims implements Claims {
  private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");

  private final Cachers cachers;
  private final NodePorts ports;
  private final IpAddressObjects addresses;
  private final ServiceAllocation allocation;
  private boolean isRead;

  ServiceClaims(
      ServiceRanges ranges,
      Cachers cachers,
      IpAddressObjects addresses,
      PortLedger ledger,
      RandomGenerator random) {
    this.cachers = cachers;
    this.ports = NodePorts.usual(random, ledger);
    this.addresses = addresses;
    this.allocation = new ServiceAllocation(ranges, ports, addresses, random);
  }

  @Override
  public Claim created(Resource resource, ApiObject object, boolean isDryRun) {
    if (!resource.kind().equals(SERVICE)) {
      return Claim.nothing(object);
    }
    readPorts(resource);
    return claim(object, allocation.created(object, isDryRun));
  }

  @Override
  public Claim updated(Resource resource, ApiObject next, ApiObject before, boolean isDryRun) {
    if (!resource.kind().equals(SERVICE)) {
      return Claim.nothing(next);
    }
    readPorts(resource);
    return claim(next, allocation.updated(next, before, isDryRun));
  }

  /** Those that services have which are older than the ledger. */
  private synchronized void readPorts(Resource services) {
    if (!isRead) {
      ports.observeAll(all(services));
      isRead = true;
    }
  }

  private Stream<ApiObject> all(Resource services) {
    return cachers.of(services).list(ListQuery.of(Selection.ALL)).items().stream()
        .map(Stored::object);
  }

  /** Gives services what they have, and takes back what none has any more. */
  void repair(Resource services) {
    addresses.repair(all(services).toList());
    ports.repair(all(services));
  }

  private static Claim claim(ApiObject service, CompletionStage<Outcome> decided) {
    return switch (decided.toCompletableFuture().join()) {
      case Outcome.Given(ApiObject given, Outcome.Claims claims) ->
          new Claim(
              given,
              () -> claims.commit().toCompletableFuture().join(),
              () -> claims.revert().toCompletableFuture().join());
      case Outcome.Invalid(var errors) ->
          throw new ApiFailure(Validation.invalid(SERVICE, service.name(), errors));
      case Outcome.Exhausted(String message) -> throw new ApiFailure(ApiStatus.internal(message));
    };
  }

  @Override
  public void deleted(Resource resource, ApiObject gone) {
    if (resource.kind().equals(SERVICE)) {
      allocation.deleted(gone).toCompletableFuture().join();
    }
  }
}
