package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.nodeagent.pod.ConfigSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ConfigMaps and Secrets by GET, remembered for a while where they are there: a thousand pods of
 * one namespace name the same {@code kube-root-ca.crt}. Services from an informer's store.
 * Thread-safe.
 */
public final class Configs implements ConfigSource {
  /** How old an answer may be; kubelet's own caches are allowed a minute. */
  private static final Duration FRESH = Duration.ofSeconds(60);

  private static final int REMEMBERED = 1_024;

  private record Key(boolean isSecret, ObjectName name) {}

  private record Found(ApiObject object, long at) {}

  private final ResourceClient configMaps;
  private final ResourceClient secrets;
  private final Store services;
  private final Timing timing;
  private final Map<Key, Found> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Found> eldest) {
          return size() > REMEMBERED;
        }
      };

  public Configs(ApiClient client, Store services) {
    this.configMaps = client.resource("v1", "configmaps");
    this.secrets = client.resource("v1", "secrets");
    this.services = services;
    this.timing = client.timing();
  }

  @Override
  public Optional<ApiObject> configMap(ObjectName name) {
    return find(new Key(false, name));
  }

  @Override
  public Optional<ApiObject> secret(ObjectName name) {
    return find(new Key(true, name));
  }

  @Override
  public List<ApiObject> services(String namespace) {
    return services.inNamespace(namespace);
  }

  private Optional<ApiObject> find(Key key) {
    long now = timing.nanos();
    synchronized (known) {
      Found found = known.get(key);
      if (found != null && now - found.at() < FRESH.toNanos()) {
        return Optional.of(found.object());
      }
    }
    Optional<ApiObject> answer = (key.isSecret() ? secrets : configMaps).find(key.name());
    synchronized (known) {
      answer.ifPresentOrElse(
          object -> known.put(key, new Found(object, now)), () -> known.remove(key));
    }
    return answer;
  }
}
