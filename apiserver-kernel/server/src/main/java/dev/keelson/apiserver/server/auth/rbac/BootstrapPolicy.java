package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.resource.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The roles and bindings that a cluster starts with: upstream's, of Kubernetes 1.36.3 with its
 * default features. They stand in {@code bootstrap-policy.txt} and are read on first use.
 */
public final class BootstrapPolicy {
  private static final String FILE = "bootstrap-policy.txt";

  private BootstrapPolicy() {}

  private static final class Loaded {
    static final List<ApiObject> OBJECTS = PolicyTable.read(text(), Set.of());

    private static String text() {
      try (InputStream in = BootstrapPolicy.class.getResourceAsStream(FILE)) {
        if (in == null) {
          throw new IllegalStateException("resource " + FILE + " is missing");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Cluster roles, their bindings, roles, their bindings, in the order in which they are to be
   * written. Namespaces: kube-system and kube-public.
   */
  public static List<ApiObject> objects() {
    return Loaded.OBJECTS;
  }

  /**
   * As {@link #objects()}.
   *
   * @param features gates that are open: some bring rules with them
   */
  public static List<ApiObject> objects(Set<Feature> features) {
    return features.isEmpty() ? Loaded.OBJECTS : PolicyTable.read(Loaded.text(), features);
  }
}
