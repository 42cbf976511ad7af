package dev.keelson.junit;

import dev.keelson.launcher.cluster.EmbeddedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A cluster, and what was made for tests that speak to it; closed when their context ends. */
final class GivenCluster implements AutoCloseable {
  private final EmbeddedCluster cluster;
  private final Map<String, Object> clients = new LinkedHashMap<>();
  private Optional<Path> kubeconfig = Optional.empty();

  GivenCluster(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  EmbeddedCluster cluster() {
    return cluster;
  }

  /** Made at the first call; deleted in the end. */
  synchronized Path kubeconfig() {
    if (kubeconfig.isEmpty()) {
      try {
        Path file = Files.createTempFile("keelson-", ".kubeconfig");
        kubeconfig = Optional.of(file);
        cluster.writeKubeconfig(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return kubeconfig.get();
  }

  /** One of each name. */
  synchronized Object client(String name, Function<Path, Object> open) {
    Path file = kubeconfig();
    return clients.computeIfAbsent(name, _ -> open.apply(file));
  }

  @Override
  public synchronized void close() throws Exception {
    for (Object each : clients.values()) {
      if (each instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    cluster.close();
    if (kubeconfig.isPresent()) {
      Files.deleteIfExists(kubeconfig.get());
    }
  }
}
