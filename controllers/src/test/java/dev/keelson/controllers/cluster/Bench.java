package dev.keelson.controllers.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.ControllerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The real API server in memory, and controllers whose time is stepped. Informers keep the
 * machine's time: they wait only where something is broken.
 */
public final class Bench implements AutoCloseable {
  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client;
  private final SharedInformers informers;
  private final List<Controller> controllers = new ArrayList<>();
  public final SteppedTiming timing = new SteppedTiming(Instant.now());
  public final List<EventNote> events = new CopyOnWriteArrayList<>();
  private final ControllerContext context;

  private Bench(Map<String, String> flags, UnaryOperator<ApiTransport> wrap) {
    ApiTransport transport = wrap.apply(cluster.transport());
    ClientOptions options = ClientOptions.usual("bench");
    client = new ApiClient(transport, options);
    informers = SharedInformers.of(client);
    context =
        new ControllerContext(
            new ApiClient(transport, options.withTiming(timing)),
            informers,
            events::add,
            timing,
            new Random(42),
            new ControllerOptions(flags));
  }

  public static Bench open(Map<String, String> flags) {
    return new Bench(flags, UnaryOperator.identity());
  }

  public static Bench open(UnaryOperator<ApiTransport> wrap) {
    return new Bench(Map.of(), wrap);
  }

  public ControllerContext context() {
    return context;
  }

  public ApiClient client() {
    return client;
  }

  /** Starts it, and whatever informers it asked for. */
  public Bench run(ControllerKind... kinds) {
    for (ControllerKind kind : kinds) {
      controllers.add(kind.start().apply(context));
    }
    sync();
    return this;
  }

  public void sync() {
    try {
      if (!informers.awaitSynced(Duration.ofSeconds(60)).isEmpty()) {
        throw new AssertionError("informers are not synced");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public ApiObject create(String apiVersion, String resource, String yaml) {
    return client.resource(apiVersion, resource).create(object(yaml));
  }

  /** Of YAML, also where that begins as JSON does. */
  public static ApiObject object(String yaml) {
    return InMemoryCluster.object("# YAML\n" + yaml);
  }

  /** With its status, which a create leaves out. */
  public ApiObject createWithStatus(String apiVersion, String resource, String yaml) {
    ApiObject object = object(yaml);
    ApiObject made = client.resource(apiVersion, resource).create(object);
    return client.resource(apiVersion, resource).updateStatus(made.with("status", object.status()));
  }

  public ApiObject get(String apiVersion, String resource, String namespace, String name) {
    return client.resource(apiVersion, resource).get(new ObjectName(namespace, name));
  }

  /** Until the informer has it as {@code holds} wants it. */
  public void awaitSeen(Informer informer, String name, Predicate<ApiObject> holds) {
    InMemoryCluster.await(
        informer.resource().resource().resource() + " " + name,
        () ->
            informer.store().list().stream()
                .anyMatch(each -> each.name().equals(name) && holds.test(each)));
  }

  public void await(
      String apiVersion,
      String resource,
      String namespace,
      String name,
      Predicate<ApiObject> holds) {
    ObjectName of = new ObjectName(namespace, name);
    InMemoryCluster.await(
        resource + " " + of,
        () -> client.resource(apiVersion, resource).find(of).filter(holds).isPresent());
  }

  public void awaitGone(String apiVersion, String resource, String namespace, String name) {
    ObjectName of = new ObjectName(namespace, name);
    InMemoryCluster.await(
        resource + " " + of + " is gone",
        () -> client.resource(apiVersion, resource).find(of).isEmpty());
  }

  /** Steps on, a second at a time, until it holds. */
  public void stepUntil(String what, Predicate<Bench> holds) {
    InMemoryCluster.await(
        what,
        () -> {
          boolean isSo = holds.test(this);
          if (!isSo) {
            timing.advance(Duration.ofSeconds(1));
          }
          return isSo;
        });
  }

  public boolean hasEvent(String reason, String message) {
    return events.stream()
        .anyMatch(each -> each.reason().equals(reason) && each.message().equals(message));
  }

  @Override
  public void close() {
    controllers.forEach(Controller::close);
    informers.close();
    cluster.close();
  }
}
