package dev.keelson.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/** Apart, so that it is loaded only where fabric8's client is on the class path. */
final class Fabric8Client {
  private Fabric8Client() {}

  static Object open(Path kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
        .build();
  }
}
