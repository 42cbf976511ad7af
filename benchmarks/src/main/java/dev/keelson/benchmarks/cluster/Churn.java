package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;

/** What happens beside the pods that are measured, until this is closed. */
final class Churn implements AutoCloseable {
  /** What that is, and how often. */
  enum Kind {
    NONE(0),
    /** A node, a service and a pod that fits nowhere come; and go a period later. */
    RECREATED(1_000),
    /** Another pod that preempts. */
    PREEMPTORS(200),
    /** Another pod that fits nowhere, though it might preempt. */
    STUCK(200);

    private final long periodMillis;

    Kind(long periodMillis) {
      this.periodMillis = periodMillis;
    }
  }

  private static final String NAME = Templates.PREFIX + "churn";

  private final ApiClient client;
  private final String namespace;
  private final Kind kind;
  private final Thread thread;
  private volatile boolean isClosed;

  private Churn(ApiClient client, String namespace, Kind kind) {
    this.client = client;
    this.namespace = namespace;
    this.kind = kind;
    this.thread = Thread.ofVirtual().name("churn").unstarted(this::run);
  }

  static Churn start(ApiClient client, String namespace, Kind kind) {
    Churn churn = new Churn(client, namespace, kind);
    if (kind != Kind.NONE) {
      churn.thread.start();
    }
    return churn;
  }

  private void run() {
    try {
      for (int round = 0; !isClosed; round++) {
        switch (kind) {
          case NONE -> {}
          case RECREATED -> {
            quietly(() -> client.resource("v1", "nodes").create(Templates.node(NAME, "zone-0")));
            quietly(
                () -> client.resource("v1", "services").create(Templates.service(namespace, NAME)));
            pod(PodShape.HUGE, NAME);
            Thread.sleep(kind.periodMillis);
            remove();
          }
          case PREEMPTORS -> pod(PodShape.IMPORTANT, NAME + "-" + round);
          case STUCK -> pod(PodShape.HUGE, NAME + "-" + round);
        }
        Thread.sleep(kind.periodMillis);
      }
    } catch (InterruptedException _) {
      if (kind == Kind.RECREATED) {
        remove();
      }
    }
  }

  private void pod(PodShape shape, String name) {
    quietly(
        () -> client.resource("v1", "pods").create(Templates.object(shape.pod(namespace, name))));
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
