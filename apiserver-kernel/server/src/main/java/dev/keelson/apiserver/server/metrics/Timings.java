package dev.keelson.apiserver.server.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** One histogram of seconds by labels. Any thread. */
public final class Timings {
  private final String name;
  private final String help;
  private final double[] bounds;
  private final Map<Object, Entry> all = new ConcurrentHashMap<>();

  private record Entry(String labels, Histogram seconds) {}

  private Timings(String name, String help, double[] bounds) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
  }

  static Timings ofStore() {
    return new Timings(
        "etcd_request_duration_seconds",
        "Etcd request latency in seconds for each operation and object type.",
        Histogram.REQUEST_SECONDS);
  }

  static Timings ofSteps() {
    return new Timings(
        "apiserver_admission_step_admission_duration_seconds",
        "Admission sub-step latency histogram in seconds, broken out for each operation and API"
            + " resource and step type (validate or admit).",
        Histogram.ADMISSION_SECONDS);
  }

  static Timings ofPlugins() {
    return new Timings(
        "apiserver_admission_controller_admission_duration_seconds",
        "Admission controller latency histogram in seconds, identified by name and broken out for"
            + " each operation and API resource and type (validate or admit).",
        Histogram.ADMISSION_SECONDS);
  }

  /**
   * @param key with equals: what the labels are made of
   * @param labels name, value, name, value, … looked at the first time only
   */
  public void observe(Object key, long nanos, String... labels) {
    Entry known = all.get(key);
    if (known == null) {
      known =
          all.computeIfAbsent(
              key, _ -> new Entry(text(labels), new Histogram(bounds, Histogram.NANOS)));
    }
    known.seconds.observe(nanos);
  }

  private static String text(String... labels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(Exposition.label(labels[i], labels[i + 1]));
    }
    return text.toString();
  }

  void tell(Exposition out) {
    out.head(name, "histogram", help);
    Map<String, Histogram> sorted = new ConcurrentSkipListMap<>();
    all.values().forEach(each -> sorted.put(each.labels(), each.seconds()));
    sorted.forEach((labels, seconds) -> seconds.tell(out, name, labels));
  }
}
