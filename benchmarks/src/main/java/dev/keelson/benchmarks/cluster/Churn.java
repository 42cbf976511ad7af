package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;

/** A node, a service and a pod that fits nowhere come and go, each second, until this is closed. */
final class Churn implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1_000;
  private static final String NAME = Templates.PREFIX + "churn";

  private final ApiClient client;
  private final String namespace;
  private final Thread thread;
  private volatile boolean isClosed;

  private Churn(ApiClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.thread = Thread.ofVirtual().name("churn").unstarted(this::run);
  }

  static Churn start(ApiClient client, String namespace) {
    Churn churn = new Churn(client, namespace);
    churn.thread.start();
    return churn;
  }

  private void run() {
    try {
      while (!isClosed) {
        quietly(() -> client.resource("v1", "nodes").create(Templates.node(NAME, "zone-0")));
        quietly(() -> client.resource("v1", "services").create(Templates.service(namespace, NAME)));
        quietly(
            () ->
                client
                    .resource("v1", "pods")
                    .create(Templates.object(PodShape.HUGE.pod(namespace, NAME))));
        Thread.sleep(PERIOD_MILLIS);
        remove();
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException _) {
      remove();
    }
  }

  private void remove() {
    quietly(() -> client.resource("v1", "nodes").delete(new ObjectName("", NAME)));
    quietly(() -> client.resource("v1", "services").delete(new ObjectName(namespace, NAME)));
    quietly(() -> client.resource("v1", "pods").delete(new ObjectName(namespace, NAME)));
  }

  /** Load, not a measurement: one that fails is one less. */
  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (ApiFailure | TransportFailure _) {
      // See above.
    }
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
