package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.nodeagent.pod.ConfigMissing;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ConfigMaps and Secrets by GET, and tokens by request, remembered for a while where they are
 * there: a thousand pods of one namespace name the same {@code kube-root-ca.crt}. Services from an
 * informer's store. Thread-safe.
 */
public final class Configs {
  /** How old an answer may be; kubelet's own caches are allowed a minute. */
  private static final Duration FRESH = Duration.ofSeconds(60);

  private static final int REMEMBERED = 1_024;

  private record Key(boolean isSecret, ObjectName name) {}

  private record Found(ApiObject object, long at) {}

  private record TokenKey(String uid, String audience) {}

  /** {@code until} is a moment of {@link Timing#nanos}. */
  private record Token(String text, long until) {}

  /** The most recently asked for of a map. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > REMEMBERED;
    }
  }

  private final ResourceClient configMaps;
  private final ResourceClient secrets;
  private final Store services;
  private final Timing timing;
  private final ResourceClient accounts;
  private final Map<Key, Found> known = new Recent<>();
  private final Map<TokenKey, Token> tokens = new Recent<>();

  public Configs(ApiClient client, Store services) {
    this.configMaps = client.resource("v1", "configmaps");
    this.secrets = client.resource("v1", "secrets");
    this.services = services;
    this.accounts = client.resource("v1", "serviceaccounts");
    this.timing = client.timing();
  }

  /** Empty: there is none. */
  Optional<ApiObject> configMap(ObjectName name) {
    return find(new Key(false, name));
  }

  /** Empty: there is none. */
  Optional<ApiObject> secret(ObjectName name) {
    return find(new Key(true, name));
  }

  /** Of a namespace, as far as they have come here. */
  public List<ApiObject> services(String namespace) {
    return services.inNamespace(namespace);
  }

  /** As {@link NodeConfigs#token} has it. */
  String token(PodView pod, String audience, long seconds) {
    TokenKey key = new TokenKey(pod.uid(), audience);
    long now = timing.nanos();
    synchronized (tokens) {
      Token known = tokens.get(key);
      if (known != null && known.until() - now > 0) {
        return known.text();
      }
    }
    try {
      ApiObject answer =
          accounts
              .subresource("token")
              .create(
                  new ObjectName(pod.namespace(), pod.spec().text("serviceAccountName", "default")),
                  request(pod, audience, seconds));
      String text = answer.status().text("token");
      // Kubelet asks for another when a fifth of its time is left.
      long until = now + Duration.ofSeconds(seconds).toNanos() / 5 * 4;
      synchronized (tokens) {
        tokens.put(key, new Token(text, until));
      }
      return text;
    } catch (ApiFailure | TransportFailure e) {
      throw new ConfigMissing("failed to fetch token: " + e.getMessage());
    }
  }

  private static ApiObject request(PodView pod, String audience, long seconds) {
    JsonObject bound =
        JsonObject.builder()
            .put("kind", "Pod")
            .put("apiVersion", "v1")
            .put("name", pod.name())
            .put("uid", pod.uid())
            .build();
    JsonObject.Builder spec =
        JsonObject.builder().put("expirationSeconds", seconds).put("boundObjectRef", bound);
    if (!audience.isEmpty()) {
      spec.put("audiences", JsonArray.of(JsonString.of(audience)));
    }
    return new ApiObject(
        JsonObject.builder()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "TokenRequest")
            .put("spec", spec.build())
            .build());
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
