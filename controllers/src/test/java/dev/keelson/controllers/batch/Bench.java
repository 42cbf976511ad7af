package dev.keelson.controllers.batch;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.ControllerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** A cluster in memory with some controllers at work in it. */
public final class Bench implements AutoCloseable {
  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final Timing timing;
  private final Map<String, String> flags;
  private final List<ControllerKind> kinds;
  private final List<Controller> controllers = new ArrayList<>();
  private final Queue<EventNote> events = new ConcurrentLinkedQueue<>();
  private MortalTransport transport;
  private SharedInformers informers;

  private Bench(Timing timing, Map<String, String> flags, List<ControllerKind> kinds) {
    this.timing = timing;
    this.flags = flags;
    this.kinds = kinds;
    this.transport = new MortalTransport(cluster.transport());
    this.informers = SharedInformers.of(connect());
    begin();
  }

  private ApiClient connect() {
    return new ApiClient(
        transport, ClientOptions.usual("controllers").withTiming(timing).withRetries(0));
  }

  private void begin() {
    ApiClient client = informers.client();
    ControllerContext context =
        new ControllerContext(
            client,
            informers,
            events::add,
            timing,
            RandomGenerator.getDefault(),
            new ControllerOptions(flags));
    kinds.forEach(each -> controllers.add(each.start().apply(context)));
    informers.start();
  }

  /** After so many writes the controllers' process is dead: no call of theirs goes through. */
  public void dieAfterWrites(int count) {
    transport.dieAfterWrites(count);
  }

  public boolean isDead() {
    return transport.isDead();
  }

  /** Another process, which knows nothing of the first. */
  public void restart() {
    transport.dieAfterWrites(0);
    controllers.forEach(each -> each.close());
    controllers.clear();
    informers.close();
    transport = new MortalTransport(cluster.transport());
    informers = SharedInformers.of(connect());
    begin();
  }

  public static Bench of(ControllerKind... kinds) {
    return of(Timing.system(), Map.of(), kinds);
  }

  public static Bench of(Timing timing, Map<String, String> flags, ControllerKind... kinds) {
    return new Bench(timing, flags, List.of(kinds));
  }

  public ApiClient client() {
    return cluster.client("test");
  }

  public Timing timing() {
    return timing;
  }

  public ApiObject create(String apiVersion, String resource, String yaml) {
    return client().resource(apiVersion, resource).create(InMemoryCluster.object(yaml));
  }

  public Optional<ApiObject> find(
      String apiVersion, String resource, String namespace, String name) {
    return client().resource(apiVersion, resource).find(new ObjectName(namespace, name));
  }

  public List<ApiObject> list(String apiVersion, String resource, String namespace) {
    return client().resource(apiVersion, resource).list(namespace, ListOptions.ALL).items();
  }

  public void setStatus(
      String apiVersion, String resource, String namespace, String name, String status) {
    client()
        .resource(apiVersion, resource)
        .subresource("status")
        .patch(
            new ObjectName(namespace, name),
            PatchType.MERGE,
            ("{\"status\":" + status + "}").getBytes(StandardCharsets.UTF_8),
            WriteOptions.USUAL);
  }

  public void patch(
      String apiVersion, String resource, String namespace, String name, String patch) {
    client()
        .resource(apiVersion, resource)
        .patch(
            new ObjectName(namespace, name),
            PatchType.MERGE,
            patch.getBytes(StandardCharsets.UTF_8));
  }

  /** Reason and message of each. */
  public List<String> events() {
    return events.stream().map(each -> each.reason() + ": " + each.message()).toList();
  }

  public static void await(String what, BooleanSupplier holds) {
    InMemoryCluster.await(what, holds);
  }

  @Override
  public void close() {
    controllers.forEach(each -> each.close());
    informers.close();
    cluster.close();
  }
}
