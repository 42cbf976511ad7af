package dev.keelson.apiserver.server.metrics;

/** All that one server counts by itself. */
public final class ServerMetrics {
  private final RequestMetrics requests = new RequestMetrics();
  private final Timings store = Timings.ofStore();
  private final Timings steps = Timings.ofSteps();
  private final Timings plugins = Timings.ofPlugins();

  public RequestMetrics requests() {
    return requests;
  }

  /** Of calls to the store: operation, group, resource. */
  public Timings store() {
    return store;
  }

  /** Of admission as a whole: operation, rejected, type. */
  public Timings steps() {
    return steps;
  }

  /** Of one plugin: name, operation, rejected, type. */
  public Timings plugins() {
    return plugins;
  }

  void tell(Exposition out) {
    requests.tell(out);
    store.tell(out);
    steps.tell(out);
    plugins.tell(out);
  }
}
