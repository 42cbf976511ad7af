package dev.keelson.nodeagent;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import dev.keelson.nodeagent.runtime.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods from a directory of manifests, shown to the API as mirror pods. Kubelet's {@code
 * --pod-manifest-path}: each file is one pod, read again each 20 s; a file that cannot be read is
 * skipped, with a line in the log. One virtual thread.
 */
final class StaticPods implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StaticPods.class);
  private static final Duration PERIOD = Duration.ofSeconds(20);

  /** Of one manifest. Unit: bytes; kubelet's 10 MiB. */
  private static final long LARGEST = 10L << 20;

  /** Is told which pods a manifest wants, and which not any more. */
  interface Listener {
    void wanted(ObjectName pod, boolean isWanted);
  }

  private final Path directory;
  private final String node;
  private final ApiClient client;
  private final ResourceClient pods;
  private final Store known;
  private final Listener listener;
  private final Semaphore looks = new Semaphore(1);
  private final Thread thread;

  /** Name to hash. */
  private volatile Map<ObjectName, String> wanted = Map.of();

  StaticPods(Path directory, String node, ApiClient client, Store known, Listener listener) {
    this.directory = directory;
    this.node = node;
    this.client = client;
    this.pods = client.resource("v1", "pods");
    this.known = known;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("static-pods").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean wants(String hash) {
    return wanted.containsValue(hash);
  }

  /** A mirror may be missing: sooner than at the next turn. */
  void look() {
    if (looks.availablePermits() == 0) {
      looks.release();
    }
  }

  private void run() {
    try {
      while (true) {
        looks.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        try {
          bringAbout(manifests());
        } catch (ApiFailure | TransportFailure e) {
          LOG.debug("static pods: {}", e.toString());
          Timing.system().sleep(Duration.ofSeconds(1));
          look();
        } catch (IOException | RuntimeException e) {
          LOG.warn("static pods in {}: {}", directory, e.toString());
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private Map<ObjectName, ApiObject> manifests() throws IOException {
    Map<ObjectName, ApiObject> found = new HashMap<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !name(file).startsWith("."))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      read(file).ifPresent(pod -> found.putIfAbsent(pod.objectName(), pod));
    }
    return found;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private Optional<ApiObject> read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException("larger than 10 MiB");
      }
      byte[] bytes = Files.readAllBytes(file);
      Object tree =
          name(file).endsWith(".json") ? JsonReader.read(bytes) : YamlReader.read(bytes, _ -> {});
      if (tree instanceof JsonObject pod && pod.text("kind").equals("Pod")) {
        return Optional.of(mirror(pod, file));
      }
      LOG.warn("{} is no Pod", file);
    } catch (IOException | BadJson | BadYaml e) {
      LOG.warn("{} cannot be read: {}", file, e.toString());
    }
    return Optional.empty();
  }

  /** As kubelet names and marks it. */
  private ApiObject mirror(JsonObject pod, Path file) {
    JsonObject metadata = pod.object("metadata");
    String hash = Images.digest(file + "\n" + node + "\n" + pod.toJson()).substring(0, 32);
    JsonObject annotations =
        metadata
            .object("annotations")
            .with("kubernetes.io/config.hash", hash)
            .with("kubernetes.io/config.mirror", hash)
            .with("kubernetes.io/config.source", "file");
    JsonObject full =
        metadata
            .with("name", metadata.text("name") + "-" + node)
            .with("namespace", metadata.text("namespace", "default"))
            .with("annotations", annotations)
            .without("uid");
    JsonObject toleration =
        JsonObject.builder().put("operator", "Exists").put("effect", "NoExecute").build();
    JsonObject spec =
        pod.object("spec")
            .with("nodeName", node)
            .with("tolerations", pod.object("spec").array("tolerations").plus(toleration));
    return new ApiObject(pod.with("metadata", full).with("spec", spec).without("status"));
  }

  private void bringAbout(Map<ObjectName, ApiObject> manifests) {
    Map<ObjectName, String> before = wanted;
    Map<ObjectName, String> now = new HashMap<>();
    manifests.forEach((name, pod) -> now.put(name, hash(pod)));
    wanted = Map.copyOf(now);
    before.forEach(
        (name, hash) -> {
          if (!hash.equals(now.get(name))) {
            listener.wanted(name, false);
            remove(name, hash);
          }
        });
    manifests.forEach(this::create);
  }

  private static String hash(ApiObject pod) {
    return pod.metadata().object("annotations").text("kubernetes.io/config.mirror");
  }

  private void remove(ObjectName name, String hash) {
    Optional<ApiObject> there = known.get(name);
    if (there.isPresent() && hash(there.get()).equals(hash)) {
      pods.delete(name, DeleteOptions.USUAL.onlyUid(there.get().uid()));
    }
  }

  private void create(ObjectName name, ApiObject pod) {
    Optional<ApiObject> there = known.get(name);
    if (there.isPresent()) {
      boolean isOther = !hash(there.get()).equals(hash(pod));
      if (isOther && !there.get().isBeingDeleted()) {
        pods.delete(name, DeleteOptions.USUAL.onlyUid(there.get().uid()));
      }
      return;
    }
    Optional<ApiObject> owner = client.resource("v1", "nodes").find(new ObjectName("", node));
    if (owner.isEmpty()) {
      look();
      return;
    }
    JsonObject reference =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Node")
            .put("name", node)
            .put("uid", owner.get().uid())
            .put("controller", true)
            .build();
    try {
      pods.create(
          pod.withMetadata(metadata -> metadata.with("ownerReferences", JsonArray.of(reference))));
      listener.wanted(name, true);
    } catch (ApiFailure e) {
      if (e.status().code() != 409) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
