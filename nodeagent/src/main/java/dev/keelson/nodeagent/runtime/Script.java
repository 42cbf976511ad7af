package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a pretend container is to behave: the pod's annotations under {@code pretend.keelson.dev/},
 * for all its containers by key ({@code pretend.keelson.dev/exit-after: 5s}), or for one by its
 * name ({@code pretend.keelson.dev/web: exit-after=5s, exit-code=1}), which goes before. The README
 * lists the keys. A value that cannot be read counts as not given.
 */
public record Script(Map<String, String> values) {
  static final String PREFIX = "pretend.keelson.dev/";
  private static final Script NONE = new Script(Map.of());

  public static Script of(PodView pod, String container) {
    Map<String, String> values = new LinkedHashMap<>();
    pod.object()
        .metadata()
        .object("annotations")
        .texts()
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)) {
                values.put(name.substring(PREFIX.length()), value);
              }
            });
    if (values.isEmpty()) {
      return NONE;
    }
    String own = values.getOrDefault(container, "");
    if (own.contains("=")) {
      for (String pair : own.split("[,;]")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
      }
    }
    return new Script(values);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  public Optional<Duration> duration(String key) {
    return text(key).flatMap(GoDuration::parse);
  }

  public Optional<Integer> number(String key) {
    return text(key).filter(value -> value.matches("\\d{1,3}")).map(Integer::parseInt);
  }

  public Optional<Boolean> flag(String key) {
    return text(key).filter(value -> value.matches("true|false")).map(Boolean::parseBoolean);
  }
}
